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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sockets to name servers are among {@code worker_connections}, and one for which there is no room is missing, as in nginx. */
class NameRoomIT {
    private static final int CLIENTS = 8;
    private static final int PATIENCE = 30_000;
    private static final int MOMENT = 100;
    private static final Pattern NUMBER = Pattern.compile("\\*(\\d+) ");

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

    /** No socket is left for the first question: the client waits in vain, and the next one's question has a socket and a number. */
    @Test
    void outOfDescriptors_isSaid_andPasses(@TempDir Path folder) throws Exception {
        Optional<Program> nginx = Program.nginx();
        assumeTrue(nginx.isPresent(), "no nginx with mail on the PATH or in POSTERN_NGINX");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "prlimit is not installed");
        String ours = without(Program.packaged(), Files.createTempDirectory(folder, "p"));
        assertEquals(without(nginx.orElseThrow(), Files.createTempDirectory(folder, "n")), ours);
        assertTrue(ours.contains("[alert] socket() failed (24: Too many open files) while resolving"), ours);
    }

    private static String without(Program program, Path folder) throws Exception {
        int port = Ports.free();
        Path log = folder.resolve("logs/error.log");
        List<Socket> clients = new ArrayList<>();
        try (FakeNameServer server = new FakeNameServer()) {
            int dns = ((InetSocketAddress) server.endpoint().address()).getPort();
            server.fail("PTR 1.0.0.127.in-addr.arpa.", 3);
            String conf = "daemon off; pid logs/nginx.pid; error_log logs/error.log info;"
                    + (System.getProperty("user.name").equals("root") ? " user root root;" : "")
                    + " events { } mail { auth_http 127.0.0.1:1; server_name x; resolver 127.0.0.1:" + dns
                    + "; resolver_timeout 1s; server { listen 127.0.0.1:" + port
                    + " proxy_protocol; protocol smtp; } }\n";
            try (Running running = program.start(folder, conf, List.of(port))) {
                // nobody is asked of before the header is there
                for (int i = 0; i < 3; i++) {
                    clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
                    awaitClients(log, clients.size());
                }
                running.descriptors("3:");
                introduce(clients.get(0));
                running.descriptors("400:");
                introduce(clients.get(1));
                clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
                awaitClients(log, clients.size());
                assertTrue(running.process().isAlive());
            } finally {
                for (Socket client : clients) {
                    client.close();
                }
            }
            return plain(log, port, dns);
        }
    }

    private static void introduce(Socket client) throws IOException {
        client.setSoTimeout(PATIENCE);
        client.getOutputStream().write("PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII));
        assertEquals('2', client.getInputStream().read());
    }

    /** Those that were there before, to see whether the program is, sent no header. */
    private static void awaitClients(Path log, int many) throws Exception {
        long there = 0;
        for (int i = 0; i < PATIENCE / MOMENT && there < many; i++) {
            there = lines(log).stream()
                            .filter(line -> line.contains(" connected to "))
                            .count()
                    - gone(log);
            TimeUnit.MILLISECONDS.sleep(MOMENT);
        }
    }

    private static long gone(Path log) throws IOException {
        return lines(log).stream()
                .filter(line -> line.contains("broken header"))
                .count();
    }

    private static List<String> lines(Path log) throws IOException {
        return Files.readAllLines(log, StandardCharsets.ISO_8859_1);
    }

    /** Numbers count from the first client that stays. */
    private static String plain(Path log, int port, int dns) throws IOException {
        long before = gone(log);
        StringBuilder plain = new StringBuilder();
        for (String line : lines(log)) {
            Matcher number = NUMBER.matcher(line);
            if (line.contains("[notice]") || line.contains("broken header") || !line.matches("\\d{4}/.*")) {
                continue;
            }
            String text =
                    number.find() ? number.replaceFirst("*" + (Long.parseLong(number.group(1)) - before) + " ") : line;
            plain.append(text.replaceFirst("^[^\\[]*", "")
                            .replaceFirst("\\d+#\\d+: ", "")
                            .replaceAll("127\\.0\\.0\\.1:" + port, "HERE")
                            .replaceAll("127\\.0\\.0\\.1:" + dns, "DNS")
                            .replaceFirst("client 127\\.0\\.0\\.1:\\d+ ", "client "))
                    .append('\n');
        }
        return plain.toString();
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
