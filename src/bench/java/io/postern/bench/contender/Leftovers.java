package io.postern.bench.contender;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The programs that have been started and not been ended yet: none of them may outlive the harness, however it ends. */
public final class Leftovers {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    private Leftovers() {}

    static void add(Process process) {
        RUNNING.add(process);
    }

    /** Ends all of them. */
    public static void end() {
        RUNNING.forEach(Process::destroy);
        RUNNING.forEach(Leftovers::end);
    }

    /** Asks a program to end and, ten seconds later, leaves it and its workers no choice. */
    static void end(Process process) {
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                workers.forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            workers.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
        RUNNING.remove(process);
    }
}
