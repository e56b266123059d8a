package io.postern.cli;

import io.postern.directive.Launch;
import io.postern.process.Startup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Run by the launcher once after a build: unpacks the native libraries, so that starting need not, and serves a few sessions of each
 * protocol, so that the JVM's class-data archive holds what a start and the first logins need.
 */
public final class Prepare {
    /** The libraries: where they stand in their jars, and the names under which they are looked for. */
    private static final Map<String, String> LIBRARIES = Map.of(
            "com/sun/jna/linux-x86-64/libjnidispatch.so", "libjnidispatch.so",
            "com/sun/jna/linux-aarch64/libjnidispatch.so", "libjnidispatch.so",
            "META-INF/native/libnetty_transport_native_epoll_x86_64.so", "libnetty_transport_native_epoll_x86_64.so",
            "META-INF/native/libnetty_transport_native_epoll_aarch_64.so",
                    "libnetty_transport_native_epoll_aarch_64.so",
            "META-INF/native/libnetty_tcnative_linux_x86_64.so", "libnetty_tcnative_linux_x86_64.so",
            "META-INF/native/libnetty_tcnative_linux_aarch_64.so", "libnetty_tcnative_linux_aarch_64.so");

    /** What a start needs besides: one that has to read a single class from the jar opens it. */
    private static final List<String> LEFT = List.of(
            "io.postern.cli.Starter",
            "io.postern.cli.Version",
            "io.postern.process.Background",
            "io.postern.process.Privileges",
            "io.postern.process.Master$1");

    private Prepare() {}

    /** Works in the folder given, which the launcher removes; libraries go to the one that {@code postern.prepare} names. */
    public static void main(String[] args) throws Exception {
        unpack(Path.of(System.getProperty("postern.prepare", args[0])));
        Path folder = Path.of(args[0]);
        try (Rehearsal rehearsal = new Rehearsal(folder)) {
            Path conf = folder.resolve("nginx.conf");
            Files.writeString(conf, rehearsal.configuration(), StandardCharsets.ISO_8859_1);
            Main.run("-t", "-q", "-p", folder + "/", "-c", conf.toString(), "-e", "stderr");
            Startup startup = new Startup(new Launch(conf.toString(), folder + "/", "stderr", "", false, true));
            Thread clients = new Thread(() -> {
                try {
                    rehearsal.play();
                } finally {
                    startup.stop();
                }
            });
            clients.setDaemon(true);
            clients.start();
            for (String left : LEFT) {
                Class.forName(left);
            }
            System.exit(startup.serve());
        }
    }

    private static void unpack(Path to) throws IOException {
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
        return Prepare.class.getClassLoader().getResourceAsStream(resource);
    }
}
