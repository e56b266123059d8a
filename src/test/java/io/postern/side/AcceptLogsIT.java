package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.side.Program.Running;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which of several logs hears that a connection cannot be taken: that of the socket's first server, which with a wildcard is the one of the
 * first address that shares its socket (ngx_mail_optimize_servers).
 */
class AcceptLogsIT {
    private static final int FULL = 9;
    private static final int MORE = 3;
    private static final int PATIENCE = 100;

    @Test
    void whoHearsOfConnectionsThatCannotBeTaken_isWhomNginxTells(@TempDir Path folder) throws Exception {
        Optional<Program> nginx = Program.nginx();
        assumeTrue(nginx.isPresent(), "no nginx with mail on the PATH or in POSTERN_NGINX");
        String shared =
                "server { listen *:@; error_log logs/wild.log; } server { listen 127.0.0.2:@; error_log logs/two.log; }"
                        + " server { listen 127.0.0.1:@; error_log logs/one.log; }";
        String alone =
                "server { listen 127.0.0.1:@; error_log logs/one.log; } server { listen 127.0.0.2:@; error_log logs/two.log; }";
        String inherited = "error_log logs/mail.log; server { listen *:@; }";
        String several =
                "server { listen *:@; error_log logs/one.log crit; error_log logs/two.log; error_log logs/wild.log emerg; }";
        StringBuilder theirs = new StringBuilder();
        StringBuilder ours = new StringBuilder();
        for (String servers : List.of(shared, alone, inherited, several)) {
            theirs.append(told(nginx.orElseThrow(), servers, Files.createTempDirectory(folder, "n")));
            ours.append(told(Program.postern(), servers, Files.createTempDirectory(folder, "p")));
        }
        assertEquals(theirs.toString(), ours.toString());
        assertEquals("[two][one][mail][one, two]", ours.toString());
    }

    /** Out of descriptors, the sockets rest together: only the one that met it tries again, and is heard of (ngx_disable_accept_events). */
    @Test
    void outOfDescriptors_oneSocketAloneTriesAgain(@TempDir Path folder) throws Exception {
        Optional<Program> nginx = Program.nginx();
        assumeTrue(nginx.isPresent(), "no nginx with mail on the PATH or in POSTERN_NGINX");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "prlimit is not installed");
        String ours = resting(Program.packaged(), Files.createTempDirectory(folder, "p"));
        assertEquals(resting(nginx.orElseThrow(), Files.createTempDirectory(folder, "n")), ours);
        assertEquals("[one]", ours);
    }

    private static String resting(Program program, Path folder) throws Exception {
        List<Integer> ports = List.of(Ports.free(), Ports.free());
        String server = "server { protocol imap; listen 127.0.0.1:%d; error_log logs/%s.log; }";
        String conf = "daemon off; pid logs/nginx.pid; error_log logs/error.log;"
                + (System.getProperty("user.name").equals("root") ? " user root root;" : "")
                + " events { } mail { auth_http 127.0.0.1:1; " + server.formatted(ports.get(0), "one")
                + server.formatted(ports.get(1), "two") + " }\n";
        try (Running running = program.start(folder, conf, ports)) {
            for (int port : ports) {
                // and so has everybody before been let in
                greeted(new Socket(InetAddress.getLoopbackAddress(), port));
            }
            running.descriptors("3:");
            List<Socket> clients = new ArrayList<>();
            for (int port : ports) {
                clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
                TimeUnit.MILLISECONDS.sleep(1200);
            }
            String told = told(folder.resolve("logs"), "accept4() failed (24: Too many open files)") + "";
            running.descriptors("400:");
            for (Socket client : clients) {
                greeted(client);
            }
            return told;
        }
    }

    private static void greeted(Socket client) throws IOException {
        try (client) {
            client.setSoTimeout(30_000);
            assertEquals('*', client.getInputStream().read());
        }
    }

    private static String told(Program program, String servers, Path folder) throws Exception {
        int port = Ports.free();
        String conf = "daemon off;\npid logs/nginx.pid;\nerror_log logs/error.log;\nevents { worker_connections " + FULL
                + "; }\nmail { auth_http 127.0.0.1:1; "
                + servers.replace("@", port + "").replace("server {", "server { protocol imap;") + " }\n";
        List<Socket> clients = new ArrayList<>();
        try (Running running = program.start(folder, conf, List.of(port))) {
            for (int i = 0; i < FULL + MORE; i++) {
                Socket client = new Socket();
                client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                clients.add(client);
            }
            List<String> told = List.of();
            for (int i = 0; i < PATIENCE && told.isEmpty() && running.process().isAlive(); i++) {
                TimeUnit.MILLISECONDS.sleep(50);
                told = told(folder.resolve("logs"), "connections are not enough");
            }
            return told + "";
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static List<String> told(Path logs, String words) throws IOException {
        List<String> told = new ArrayList<>();
        for (String name : List.of("error", "mail", "one", "two", "wild")) {
            Path log = logs.resolve(name + ".log");
            if (Files.exists(log)
                    && Files.readString(log, StandardCharsets.ISO_8859_1).contains(words)) {
                told.add(name);
            }
        }
        return told;
    }
}
