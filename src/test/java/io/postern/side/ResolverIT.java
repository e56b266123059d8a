package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.side.Plan.End;
import io.postern.side.Plan.Move;
import io.postern.side.Plan.Reply;
import io.postern.side.Program.Running;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a real name server, unbound or BIND, knows of SMTP clients, and how the auth server and the back end hear of it: the same from nginx and
 * from Postern.
 */
class ResolverIT {
    private static final Path UNBOUND = Path.of("/usr/sbin/unbound");
    private static final Path BIND = Path.of("/usr/sbin/named");

    /** What is known of 192.0.2.N and 2001:db8::N, N being the line's number. */
    private static final List<List<String>> RECORDS = List.of(
            List.of("$ PTR Mail.Example.", "mail.example. 60 A 192.0.2.1"),
            // RFC 2317
            List.of(
                    "$ CNAME 2.net.2.0.192.in-addr.arpa.",
                    "2.net.2.0.192.in-addr.arpa. 60 PTR two.example.",
                    "two.example. 60 A 192.0.2.2"),
            List.of("$ PTR alias.example.", "alias.example. 60 CNAME three.example.", "three.example. 60 A 192.0.2.3"),
            List.of("$ PTR elsewhere.example.", "elsewhere.example. 60 A 192.0.2.99"),
            List.of("$ PTR nowhere.example."),
            List.of("$ PTR cr\\\\013\\\\010lf.example.", "cr\\\\013\\\\010lf.example. 60 A 192.0.2.6"),
            List.of("$ PTR under_score.example.", "under_score.example. 60 A 192.0.2.7"),
            List.of("$ PTR sp\\\\032ace.example.", "sp\\\\032ace.example. 60 A 192.0.2.8"),
            List.of("$ PTR \\\\195\\\\169.example.", "\\\\195\\\\169.example. 60 A 192.0.2.9"),
            List.of("$ PTR ."),
            List.of("$ PTR dot\\\\.ted.example.", "dot\\\\.ted.example. 60 A 192.0.2.11"),
            List.of("$ PTR -dash.example.", "-dash.example. 60 A 192.0.2.12"),
            List.of(
                    "$ PTR " + "l".repeat(63) + "." + "m".repeat(63) + "." + "n".repeat(63) + "." + "o".repeat(53)
                            + ".example.",
                    "l".repeat(63) + "." + "m".repeat(63) + "." + "n".repeat(63) + "." + "o".repeat(53)
                            + ".example. 60 A 192.0.2.13"),
            List.of("$ PTR text.example.", "text.example. 60 TXT x"),
            List.of("$ PTR refused.example."),
            List.of("$ PTR nothing.example.", "nothing.example. 0 A 192.0.2.16"),
            List.of("$ PTR back\\\\092slash.example.", "back\\\\092slash.example. 60 A 192.0.2.17"),
            List.of("$ PTR n\\\\000l.example.", "n\\\\000l.example. 60 A 192.0.2.18"),
            List.of("$ PTR many.example."),
            List.of());

    @Test
    void namesOfClients_areThoseThatNginxFinds(@TempDir Path folder) throws Exception {
        Program real = real();
        assumeTrue(Files.isExecutable(UNBOUND), "unbound is not installed");
        int names = Ports.free();
        play(folder, real, unbound(folder, names), names, resolvers(real, names));
    }

    @Test
    void namesThatBindKnows_areThoseThatNginxFinds(@TempDir Path folder) throws Exception {
        Program real = real();
        assumeTrue(Files.isExecutable(BIND), "bind9 is not installed");
        int names = Ports.free();
        play(folder, real, bind(folder, names), names, List.of(""));
    }

    private static Program real() {
        Optional<Program> nginx = Program.nginx();
        assumeTrue(nginx.isPresent(), "no nginx with mail on the PATH or in POSTERN_NGINX");
        return nginx.orElseThrow();
    }

    /** Ends the name server, too. */
    private static void play(Path folder, Program real, Process nameServer, int names, List<String> resolvers)
            throws Exception {
        Program ours = Program.postern();
        List<Stage> stages = new ArrayList<>();
        try {
            List<Door> theirs = new ArrayList<>();
            List<Door> own = new ArrayList<>();
            for (String resolver : resolvers) {
                Stage stage = new Stage();
                stages.add(stage);
                Door door = door(stage, "resolver 127.0.0.1:" + names + resolver + ";", stages.size());
                theirs.add(door);
                own.add(door.at(Place.port(Ports.free()), 0));
            }
            ExecutorService threads = Executors.newFixedThreadPool(resolvers.size());
            try (Running reference = Door.open(real, folder.resolve("nginx"), theirs);
                    Running postern = Door.open(ours, folder.resolve("postern"), own)) {
                Intended intended = Intended.between(real, ours);
                List<Callable<String>> played = new ArrayList<>();
                for (int i = 0; i < stages.size(); i++) {
                    Duet.Side nginx = new Duet.Side(reference, theirs.get(i));
                    Duet duet = new Duet(stages.get(i), nginx, new Duet.Side(postern, own.get(i)), intended);
                    played.add(() -> differences(duet, nginx.door()));
                }
                StringBuilder differences = new StringBuilder();
                for (Future<String> door : threads.invokeAll(played)) {
                    differences.append(door.get());
                }
                assertEquals("", differences.toString(), "differences from " + real.name());
                String log = Files.readString(postern.folder().resolve("logs/door1.log"), StandardCharsets.ISO_8859_1);
                assertTrue(log.contains("connected"), log);
            } finally {
                threads.shutdownNow();
            }
        } finally {
            for (Stage stage : stages) {
                stage.close();
            }
            nameServer.destroy();
            nameServer.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static String differences(Duet duet, Door door) throws IOException {
        StringBuilder differences = new StringBuilder();
        for (int client = 1; client <= RECORDS.size(); client++) {
            for (String family : List.of("TCP4 192.0.2.", "TCP6 2001:db8::")) {
                String difference = duet.difference(plan(family + client));
                differences.append(difference.isEmpty() ? "" : door.extra() + " " + family + client + difference);
            }
        }
        return differences.toString();
    }

    private static List<String> resolvers(Program nginx, int port) {
        List<String> all = new ArrayList<>(List.of("", " ipv6=off", " valid=1s", " 127.0.0.1:" + port));
        if (nginx.isAtLeast("1.23.1")) {
            all.add(" ipv4=off");
        }
        return all;
    }

    private static Door door(Stage stage, String resolver, int number) {
        return new Door(
                "door" + number,
                "smtp",
                Place.port(Ports.free()),
                stage.authPort(),
                Security.NONE,
                "proxy_protocol",
                List.of("set_real_ip_from 127.0.0.1;", resolver, "resolver_timeout 20s;"));
    }

    private static Plan plan(String client) {
        String to = client.startsWith("TCP4") ? " 192.0.2.99" : " 2001:db8::99";
        return new Plan(
                List.of(
                        new Move.Send("PROXY " + client + to + " 1111 25\r\n"),
                        new Move.Send("EHLO x\r\n"),
                        new Move.Send("AUTH PLAIN AGEAYg==\r\n"),
                        new Move.Leave(End.CLOSE)),
                List.of(said(
                        "HTTP/1.0 200 OK\r\nAuth-Status: OK\r\nAuth-Server: 127.0.0.1\r\nAuth-Port: ${back}\r\n\r\n")),
                List.of(said("220 ready\r\n"), said("250 XCLIENT\r\n"), said("220 ok\r\n"), said("250 ok\r\n")),
                List.of());
    }

    private static Reply said(String text) {
        return new Reply(List.of(text), End.STAY, 0);
    }

    private static Process unbound(Path folder, int port) throws Exception {
        Path home = Files.createDirectory(folder.resolve("unbound"));
        StringBuilder data = new StringBuilder();
        records()
                .forEach(
                        record -> data.append("  local-data: \"").append(record).append("\"\n"));
        Path conf = Files.writeString(home.resolve("unbound.conf"), """
                server:
                  interface: 127.0.0.1@%d
                  access-control: 127.0.0.0/8 allow
                  username: ""
                  chroot: ""
                  directory: "%s"
                  pidfile: "%s/pid"
                  use-syslog: no
                  logfile: ""
                  do-ip6: no
                  local-zone: "." static
                  local-zone: "refused.example." refuse
                  local-zone: "2.0.192.in-addr.arpa." static
                %s
                remote-control:
                  control-enable: no
                """.formatted(port, home, home, data));
        return start(home, port, List.of(UNBOUND.toString(), "-d", "-p", "-c", conf.toString()));
    }

    /** BIND 9 with all of it in one zone, the root's. */
    private static Process bind(Path folder, int port) throws Exception {
        Path home = Files.createDirectory(folder.resolve("bind"));
        StringBuilder data =
                new StringBuilder(". 60 SOA ns. ns. 1 3600 600 86400 60\n. 60 NS ns.\nns. 60 A 127.0.0.1\n");
        records().forEach(record -> data.append(record.replace("\\\\", "\\")).append('\n'));
        Files.writeString(home.resolve("zone"), data);
        Path conf = Files.writeString(home.resolve("named.conf"), """
                options {
                  directory "%s";
                  pid-file "pid";
                  session-keyfile "key";
                  listen-on port %d { 127.0.0.1; };
                  listen-on-v6 { none; };
                  recursion no;
                  dnssec-validation no;
                  empty-zones-enable no;
                };
                controls { };
                zone "." { type primary; file "zone"; check-names ignore; };
                """.formatted(home, port));
        return start(home, port, List.of(BIND.toString(), "-g", "-n", "1", "-c", conf.toString()));
    }

    private static Process start(Path home, int port, List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile())
                .start();
        for (int i = 0; i < 600; i++) {
            try (Socket up = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (up.isConnected()) {
                    return process;
                }
            } catch (IOException notYet) {
                assertTrue(process.isAlive(), Files.readString(home.resolve("log")));
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        process.destroy();
        throw new IOException(command + " does not listen");
    }

    /** All that is known of all of them. */
    private static List<String> records() {
        List<String> all = new ArrayList<>();
        for (int i = 1; i <= RECORDS.size(); i++) {
            for (String record : RECORDS.get(i - 1)) {
                all.add(record.replace("$", i + ".2.0.192.in-addr.arpa. 60"));
                if (record.startsWith("$ PTR")) {
                    all.add(record.replace("$", nibbles(i) + " 60"));
                } else if (record.contains(" A 192.0.2.")) {
                    all.add(record.replace(" A 192.0.2.", " AAAA 2001:db8::"));
                }
            }
        }
        for (int i = 0; i < 200; i++) {
            all.add("many.example. 60 A 192.0.2." + i);
        }
        return all;
    }

    /** The name that 2001:db8::N has in ip6.arpa, N being read as hexadecimal digits. */
    private static String nibbles(int number) {
        String digits = "20010db8" + "0".repeat(24 - (number + "").length()) + number;
        return String.join(".", new StringBuilder(digits).reverse().toString().split("")) + ".ip6.arpa.";
    }
}
