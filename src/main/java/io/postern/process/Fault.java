package io.postern.process;

/** An unexpected exception in one line: what it is, and where it came from. */
final class Fault {
    /** Frames that are shown: enough to find the place. */
    private static final int FRAMES = 8;

    private Fault() {}

    static String words(Throwable cause) {
        StringBuilder text = new StringBuilder(cause.toString().replace('\n', ' '));
        StackTraceElement[] frames = cause.getStackTrace();
        for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
            text.append(i == 0 ? " at " : " < ").append(frames[i]);
        }
        Throwable deeper = cause.getCause();
        if (deeper != null && deeper != cause) {
            text.append(", caused by ").append(words(deeper));
        }
        return text.toString();
    }
}
