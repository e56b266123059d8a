package io.postern.process;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** What ps, top, {@code pgrep -x} and {@code start-stop-daemon --name} know us by; left to itself it would be java. */
final class ProcessName {
    private static final String NAME = "postern";

    private ProcessName() {}

    /** Takes the name; where there is no such file, or we may not write it, the old one stays. */
    static void take() {
        try (OutputStream comm = new FileOutputStream("/proc/self/comm")) {
            comm.write(NAME.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // nothing depends on it
        }
    }
}
