package io.postern.directive;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The name of this machine as gethostname(2) gives it, in lower case, as nginx keeps it. */
public final class HostName {
    private static final Path LINUX = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    /** Asks the kernel where it has a file for it; the JDK would ask name servers too. */
    public static String own() {
        return read().toLowerCase(Locale.ROOT);
    }

    private static String read() {
        try {
            return Files.readString(LINUX, StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException unknown) {
                return "localhost";
            }
        }
    }
}
