package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.dns.FakeNameServer;
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

/** The sockets to name servers are among {@code worker_connections}, and one for which there is no room is missing, as in nginx. */
class NameRoomIT {
    private static final int CLIENTS = 8;
    private static final int PATIENCE = 30_000;
    private static final int MOMENT = 100;

    @Test
    void socketsToNameServers_countAsConnections(@TempDir Path folder) throws Exception {
        Optional<Program> nginx = Program.nginx();
        assumeTrue(nginx.isPresent(), "no nginx with mail on the PATH or in POSTERN_NGINX");
        StringBuilder theirs = new StringBuilder();
        StringBuilder ours = new StringBuilder();
        for (int room : List.of(3, 4, 6, 7)) {
            theirs.append(seen(nginx.orElseThrow(), room, Files.createTempDirectory(folder, "n")));
            ours.append(seen(Program.postern(), room, Files.createTempDirectory(folder, "p")));
        }
        assertEquals(theirs.toString(), ours.toString());
        assertTrue(ours.toString().contains("[alert] 3 worker_connections are not enough while resolving"), ours + "");
    }

    private static String seen(Program program, int room, Path folder) throws Exception {
        int port = Ports.free();
        List<Socket> clients = new ArrayList<>();
        StringBuilder seen = new StringBuilder(room + ":");
        try (FakeNameServer server = new FakeNameServer()) {
            int dns = ((InetSocketAddress) server.endpoint().address()).getPort();
            String conf =
                    "daemon off;\npid logs/nginx.pid;\nerror_log logs/error.log;\nevents { worker_connections " + room
                            + "; }\nmail { auth_http 127.0.0.1:1; server_name x; resolver 127.0.0.1:" + dns
                            + "; resolver_timeout 1s; server { listen 127.0.0.1:" + port + "; protocol smtp; } }\n";
            server.fail("PTR 1.0.0.127.in-addr.arpa.", 3);
            try (Running running = program.start(folder, conf, List.of(port))) {
                // whoever looked whether somebody is there has gone by then
                awaitLine(folder.resolve("logs/error.log"));
                for (int i = 0; i < CLIENTS; i++) {
                    seen.append(' ').append(greeted(port, clients));
                }
                assertTrue(running.process().isAlive());
            } finally {
                for (Socket client : clients) {
                    client.close();
                }
            }
            // what libraries say of the tests' class path comes by standard error
            Files.readAllLines(folder.resolve("logs/error.log"), StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.matches("\\d{4}/.*"))
                    .forEach(line -> seen.append('\n')
                            .append(line.replaceFirst("^[^\\[]*", "")
                                    .replaceFirst("\\d+#\\d+: (\\*\\d+ )?", "")
                                    .replace(port + "", "PORT")
                                    .replace(dns + "", "DNS")));
        }
        return seen.append('\n').toString();
    }

    private static void awaitLine(Path log) throws Exception {
        for (int i = 0; i < PATIENCE / MOMENT && !Files.readString(log).contains("could not be resolved"); i++) {
            TimeUnit.MILLISECONDS.sleep(MOMENT);
        }
        TimeUnit.MILLISECONDS.sleep(MOMENT);
    }

    private static String greeted(int port, List<Socket> clients) throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
        clients.add(client);
        client.setSoTimeout(PATIENCE);
        try {
            return client.getInputStream().read() < 0 ? "ended" : "greeted";
        } catch (IOException reset) {
            return "reset";
        }
    }
}
