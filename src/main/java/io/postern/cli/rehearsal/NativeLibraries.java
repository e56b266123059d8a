package io.postern.cli.rehearsal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The native libraries that our jars carry, which lie unpacked beside them after the build: a start need not do it. */
final class NativeLibraries {
    /** The libraries: where they stand in their jars, and the names under which they are looked for. */
    private static final Map<String, String> LIBRARIES = Map.of(
            "com/sun/jna/linux-x86-64/libjnidispatch.so", "libjnidispatch.so",
            "com/sun/jna/linux-aarch64/libjnidispatch.so", "libjnidispatch.so",
            "META-INF/native/libnetty_transport_native_epoll_x86_64.so", "libnetty_transport_native_epoll_x86_64.so",
            "META-INF/native/libnetty_transport_native_epoll_aarch_64.so",
                    "libnetty_transport_native_epoll_aarch_64.so",
            "META-INF/native/libnetty_transport_native_io_uring42_x86_64.so",
                    "libnetty_transport_native_io_uring42_x86_64.so",
            "META-INF/native/libnetty_tcnative_linux_x86_64.so", "libnetty_tcnative_linux_x86_64.so",
            "META-INF/native/libnetty_tcnative_linux_aarch_64.so", "libnetty_tcnative_linux_aarch_64.so");

    private NativeLibraries() {}

    /** Those of this machine, into this folder. */
    static void unpack(Path to) throws IOException {
        Files.createDirectories(to);
        boolean arm = System.getProperty("os.arch", "").equals("aarch64");
        for (Map.Entry<String, String> library : LIBRARIES.entrySet()) {
            boolean forArm = library.getKey().contains("aarch");
            try (@Nullable InputStream in = arm == forArm ? open(library.getKey()) : null) {
                if (in != null) {
                    Path fresh = to.resolve(library.getValue() + ".new");
                    Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
                    Files.move(fresh, to.resolve(library.getValue()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static @Nullable InputStream open(String resource) {
        return NativeLibraries.class.getClassLoader().getResourceAsStream(resource);
    }
}
