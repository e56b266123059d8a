package io.postern.cli;

import io.postern.directive.Launch;
import io.postern.process.Startup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Run by the launcher once after a build: unpacks the native libraries, so that starting need not, and serves one session of each
 * protocol, so that the JVM's class-data archive holds what a start needs.
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
            "io.postern.process.Background",
            "io.postern.process.Privileges",
            "io.postern.process.Master$1");

    private Prepare() {}

    /** Works in the folder given, which the launcher removes; libraries go to the one that {@code postern.prepare} names. */
    public static void main(String[] args) throws Exception {
        unpack(Path.of(System.getProperty("postern.prepare", args[0])));
        Path folder = Path.of(args[0]);
        int[] ports = freePorts();
        Path conf = folder.resolve("nginx.conf");
        Files.writeString(conf, configuration(folder, ports), StandardCharsets.ISO_8859_1);
        Main.run("-t", "-q", "-p", folder + "/", "-c", conf.toString(), "-e", "stderr");
        Launch launch = new Launch(conf.toString(), folder + "/", "stderr", "", false, true);
        Startup startup = new Startup(launch);
        Thread client = new Thread(() -> {
            for (int port : ports) {
                talk(port);
            }
            startup.stop();
        });
        client.setDaemon(true);
        client.start();
        for (String left : LEFT) {
            Class.forName(left);
        }
        System.exit(startup.serve());
    }

    private static String configuration(Path folder, int... ports) {
        String key = "";
        return """
                daemon off;
                master_process off;
                error_log %s/error.log info;
                pid %s/pid;
                events { }
                mail {
                    auth_http 127.0.0.1:1/auth;
                    server_name localhost;
                    server { listen 127.0.0.1:%d; protocol imap; }
                    server { listen 127.0.0.1:%d; protocol pop3; }
                    server { listen 127.0.0.1:%d; protocol smtp; %s }
                }
                """.formatted(folder, folder, ports[0], ports[1], ports[2], key);
    }

    private static int[] freePorts() throws IOException {
        int[] ports = new int[3];
        ServerSocket[] sockets = new ServerSocket[ports.length];
        for (int i = 0; i < ports.length; i++) {
            sockets[i] = new ServerSocket();
            sockets[i].bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            ports[i] = sockets[i].getLocalPort();
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    /** Logs in once; there is no auth server, so that the answer is an error, and that is all it takes. */
    private static void talk(int port) {
        for (int attempt = 0; attempt < 100; attempt++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                socket.setSoTimeout(3000);
                InputStream in = socket.getInputStream();
                OutputStream out = socket.getOutputStream();
                in.read(new byte[512]);
                out.write("a LOGIN u p\r\nUSER u\r\nPASS p\r\nEHLO x\r\nAUTH PLAIN AHUAcA==\r\n"
                        .getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
                socket.shutdownOutput();
                in.readAllBytes();
                return;
            } catch (IOException e) {
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
