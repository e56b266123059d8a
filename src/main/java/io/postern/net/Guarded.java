package io.postern.net;

import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.function.Consumer;

/**
 * Tells somebody that something has happened so that an error of ours costs the connection it is about, and neither the event loop's
 * thread nor what the loop has to tell to others in the same turn. An {@link OutOfMemoryError} is nobody's and ends the process.
 */
public final class Guarded {
    private Guarded() {}

    /** Something to be done for one connection, which hears of an error of ours in it. */
    public interface Step extends Runnable {
        void failed(Throwable why);
    }

    public static void readable(Wire.Events told) {
        try {
            told.readable();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            told.failed(e);
        }
    }

    public static void writable(Wire.Events told) {
        try {
            told.writable();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            told.failed(e);
        }
    }

    /** Takes this step. */
    public static void run(Step step) {
        try {
            step.run();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            step.failed(e);
        }
    }

    /** Takes this step; {@code failed} hears of an error of ours in it. */
    public static void run(Runnable step, Consumer<Throwable> failed) {
        try {
            step.run();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            failed.accept(e);
        }
    }

    /** Writes to the program's log, for callers that have none of their own. */
    public static void log(Throwable why) {
        InternalLoggerFactory.getInstance(Guarded.class).error("idle connection failed", why);
    }
}
