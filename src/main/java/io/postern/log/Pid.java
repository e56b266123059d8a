package io.postern.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This process' number. */
public final class Pid {
    private static final String TEXT = find();

    private Pid() {}

    /** The number as text. */
    public static String text() {
        return TEXT;
    }

    private static String find() {
        try {
            // cheaper at start than ProcessHandle, which brings its own threads
            return Files.readSymbolicLink(Path.of("/proc/self")).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return Long.toString(ProcessHandle.current().pid());
        }
    }
}
