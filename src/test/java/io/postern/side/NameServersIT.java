package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.dns.FakeNameServer;
import io.postern.side.Plan.End;
import io.postern.side.Plan.Move;
import io.postern.side.Plan.Reply;
import io.postern.side.Program.Running;
import io.postern.side.Stage.Part;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What name servers are asked, in which order and how often, and what comes of it, is the same with nginx and with Postern: where one of
 * several is dead, where answers are kept and grow old, fail, or are too long for a datagram.
 */
class NameServersIT {
    private static final int CLIENTS = 4;
    /** Turns of 50 milliseconds. */
    private static final int PATIENCE = 200;

    /** A scene with one program: its own parties and name servers. */
    private static final class Room implements AutoCloseable {
        final NameServerScene scene;
        final Stage stage = new Stage();
        final List<FakeNameServer> servers = new ArrayList<>();
        final List<Integer> ports = new ArrayList<>();
        final Door door;

        Room(NameServerScene scene) throws IOException {
            this.scene = scene;
            StringBuilder resolver = new StringBuilder("resolver");
            for (NameServerScene.Kind kind : scene.servers()) {
                int port = Ports.free();
                if (kind != NameServerScene.Kind.DEAD) {
                    FakeNameServer server = new FakeNameServer();
                    servers.add(server);
                    port = ((InetSocketAddress) server.endpoint().address()).getPort();
                    for (int client = 1; client <= CLIENTS; client++) {
                        NameServerScene.known(server, client, 60, 60);
                    }
                    scene.script().accept(server);
                    if (kind == NameServerScene.Kind.SILENT) {
                        server.silent();
                    }
                }
                ports.add(port);
                resolver.append(" 127.0.0.1:").append(port);
            }
            door = new Door(
                    scene.name(),
                    "smtp",
                    Place.port(Ports.free()),
                    stage.authPort(),
                    Security.NONE,
                    "proxy_protocol",
                    List.of("set_real_ip_from 127.0.0.1;", resolver + scene.options() + ";", "resolver_timeout 20s;"));
        }

        /** What the parties and the name servers heard. */
        String play(Running running) throws IOException {
            StringBuilder heard = new StringBuilder();
            for (int client : scene.clients()) {
                if (!heard.isEmpty()) {
                    rest(scene.rest());
                }
                List<Outcome.Step> steps = new PlanPlayer(running, stage, plan(client), 20, null)
                        .play(door.place().address());
                heard.append(all(steps, Outcome.Step::client));
                heard.append(all(steps, Outcome.Step::auth));
                heard.append(all(steps, Outcome.Step::backend));
            }
            for (FakeNameServer server : servers) {
                // by UDP and by TCP are different threads of the name server's: which came first it cannot tell
                for (boolean tcp : new boolean[] {false, true}) {
                    heard.append("  asked ")
                            .append(server.asked().stream()
                                    .filter(question -> question.startsWith("TCP ") == tcp)
                                    .toList())
                            .append('\n');
                }
            }
            for (List<String> lines : sessions(running.folder().resolve("logs/" + door.name() + ".log"))) {
                heard.append(new Outcome(List.of(), lines).normal(door));
            }
            return heard.append(resolver(running)).toString().replace(":" + stage.backendPort(), ":BACK");
        }

        /** What one party heard, whenever that was. */
        private static String all(List<Outcome.Step> steps, Function<Outcome.Step, String> party) {
            return "  " + Words.escape(steps.stream().map(party).collect(Collectors.joining())) + '\n';
        }

        /** The log of our clients, when it is complete; before them somebody has asked whether the door is open. */
        private List<List<String>> sessions(Path log) throws IOException {
            for (int i = 0; ; i++) {
                List<List<String>> all = LoggedSessions.sessions(log);
                if (i == PATIENCE
                        || all.stream().filter(lines -> lines.size() == 3).count()
                                == scene.clients().size()) {
                    return all.subList(1, all.size());
                }
                rest(50);
            }
        }

        /** Lines about these name servers. */
        private String resolver(Running running) throws IOException {
            StringBuilder said = new StringBuilder();
            for (String line :
                    Files.readAllLines(running.folder().resolve("logs/error.log"), StandardCharsets.ISO_8859_1)) {
                for (int i = 0; i < ports.size(); i++) {
                    if (line.endsWith(":" + ports.get(i))) {
                        said.append("  ")
                                .append(line.replaceFirst("^\\S+ \\S+ ", "")
                                        .replaceFirst("\\d+#\\d+: ", "")
                                        .replace(ports.get(i) + "", "server " + i))
                                .append('\n');
                    }
                }
            }
            return said.toString();
        }

        @Override
        public void close() throws IOException {
            stage.close();
            for (FakeNameServer server : servers) {
                server.close();
            }
        }
    }

    private static void rest(int millis) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Test
    void nameServers_areAskedAsByNginx(@TempDir Path folder) throws Exception {
        Optional<Program> nginx = Program.nginx();
        assumeTrue(nginx.isPresent(), "no nginx with mail on the PATH or in POSTERN_NGINX");
        Program real = nginx.orElseThrow();
        List<Room> theirs = new ArrayList<>();
        List<Room> own = new ArrayList<>();
        for (NameServerScene scene : NameServerScene.all()) {
            theirs.add(new Room(scene));
            own.add(new Room(scene));
        }
        ExecutorService threads = Executors.newFixedThreadPool(2 * theirs.size());
        try (Running reference = start(real, folder.resolve("nginx"), theirs);
                Running postern = start(Program.postern(), folder.resolve("postern"), own)) {
            List<Callable<String>> played = new ArrayList<>();
            for (int i = 0; i < theirs.size(); i++) {
                Room one = theirs.get(i);
                Room other = own.get(i);
                played.add(() -> one.play(reference));
                played.add(() -> other.play(postern));
            }
            List<Future<String>> heard = threads.invokeAll(played);
            StringBuilder differences = new StringBuilder();
            for (int i = 0; i < theirs.size(); i++) {
                String want = heard.get(2 * i).get();
                String got = heard.get(2 * i + 1).get();
                if (!want.equals(got)) {
                    differences.append(theirs.get(i).scene.name() + "\n nginx:\n" + want + " postern:\n" + got);
                }
            }
            assertEquals("", differences.toString(), "differences from " + real.name());
            // answered twice, as they were asked twice
            List<String> unexpected = unexpected(reference);
            assertEquals(unexpected, unexpected(postern));
            assertTrue(unexpected.toString().contains("host4.example"), unexpected::toString);
            String kept = heard.get(1).get();
            assertTrue(kept.contains("Client-Host: host1.example"), kept);
        } finally {
            threads.shutdownNow();
            for (Room room : theirs) {
                room.close();
            }
            for (Room room : own) {
                room.close();
            }
        }
    }

    private static List<String> unexpected(Running running) throws IOException {
        return Files.readAllLines(running.folder().resolve("logs/error.log"), StandardCharsets.ISO_8859_1).stream()
                .filter(line -> line.contains("unexpected DNS response"))
                .map(line -> line.replaceFirst("^\\S+ \\S+ ", "").replaceFirst("\\d+#\\d+: ", ""))
                .sorted()
                .toList();
    }

    private static Running start(Program program, Path folder, List<Room> rooms) throws IOException {
        Certificate.write(folder);
        return program.startAt(
                folder,
                Door.configuration(rooms.stream().map(room -> room.door).toList()),
                rooms.stream().map(room -> room.door.place().address()).toList());
    }

    /** A login, whose request to the auth server says what the client is called; each party is waited for. */
    private static Plan plan(int client) {
        return new Plan(
                List.of(
                        new Move.Send("PROXY TCP4 192.0.2." + client + " 192.0.2.99 1111 25\r\n"),
                        heard(Part.CLIENT, "220 "),
                        new Move.Send("EHLO x\r\n"),
                        heard(Part.CLIENT, "250 AUTH"),
                        new Move.Send("AUTH PLAIN AGEAYg==\r\n"),
                        heard(Part.CLIENT, "235 "),
                        new Move.Leave(End.CLOSE),
                        until(stage -> stage.of(Part.BACKEND).get(0).ended())),
                List.of(said(
                        "HTTP/1.0 200 OK\r\nAuth-Status: OK\r\nAuth-Server: 127.0.0.1\r\nAuth-Port: ${back}\r\n\r\n")),
                List.of(said("220 ready\r\n"), said("250 XCLIENT\r\n"), said("220 ok\r\n"), said("250 ok\r\n")),
                List.of());
    }

    private static Move heard(Part part, String words) {
        return until(stage -> stage.of(part).get(0).all().contains(words));
    }

    private static Move until(Predicate<Stage> reached) {
        return new Move.Meet(reached, new CyclicBarrier(1));
    }

    private static Reply said(String text) {
        return new Reply(List.of(text), End.STAY, 0);
    }
}
