package io.postern.process;

/**
 * Work that a start will need, done meanwhile on a thread of its own. What it loads of our libraries nobody may touch before it is
 * waited for.
 */
final class Ahead {
    private final Thread thread;

    /** Begins. */
    Ahead(Runnable work) {
        thread = new Thread(work, "ahead");
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for the end of it. */
    void await() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
