package io.postern.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.side.Ports;
import io.postern.side.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A loop whose {@code worker_connections} run short closes connections of http clients that only wait, those that have waited longest
 * first, and when none is left it takes and makes no further connection: as a worker of nginx.
 */
class ReuseIT {
    private static final int IDLE = 7;

    /** 16 connections, of which two listening sockets and the way to the master take three. */
    private static final String EXPECTED = """
            two are left: busy open, idle open open open open open open open, fresh open, lingering open
            two clients of mail: busy open, idle ended open open open open open open, fresh open, lingering open
            count: Active connections: 11 server accepts handled requests 13 13 10 Reading: 0 Writing: 3 Waiting: 7
            a login: a NO no
            after it: busy open, idle ended ended ended open open open open, fresh open, lingering open
            seven more: busy open, idle ended ended ended ended ended ended open, fresh ended, lingering ended
            no room: nobody is let in
            a login: * BAD internal server error
            one leaves: * OK IMAP4 ready
            [warn] 16 worker_connections are not enough, reusing connections
            [alert] 16 worker_connections are not enough
            [alert] 16 worker_connections are not enough while in http auth state
            """;

    @TempDir
    Path folder;

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void postern() throws Exception {
        assertEquals(EXPECTED, play(Program.postern()));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void nginx() throws Exception {
        Optional<Program> nginx = Program.nginx();
        if (nginx.isPresent()) {
            assertEquals(EXPECTED, play(nginx.get()));
        }
    }

    private String play(Program program) throws Exception {
        int port = Ports.free();
        int mail = Ports.free();
        StringBuilder all = new StringBuilder();
        try (ServerSocket deaf = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                Program.Running running = program.start(
                        folder,
                        SideBySide.configuration(
                                "reuse.conf", Map.of("PORT", port, "MAIL", mail, "DEAF", deaf.getLocalPort())),
                        List.of(mail))) {
            List<KeptClient> kept = new ArrayList<>();
            List<KeptClient> mails = new ArrayList<>();
            try {
                play(port, mail, kept, mails, all);
            } finally {
                for (KeptClient client : kept) {
                    client.close();
                }
                for (KeptClient client : mails) {
                    client.close();
                }
            }
            all.append(lines(running.folder().resolve("logs/error.log")));
        }
        return all.toString();
    }

    private static void play(int port, int mail, List<KeptClient> kept, List<KeptClient> mails, StringBuilder all)
            throws IOException {
        KeptClient busy = add(kept, port);
        busy.say("/slow");
        for (int i = 0; i < IDLE; i++) {
            assertEquals("200 keep-alive", add(kept, port).ask("/"));
        }
        add(kept, port);
        KeptClient lingering = add(kept, port);
        lingering.write("GET /bye HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        assertEquals("200 close", lingering.reply());
        all.append("two are left: ").append(states(kept)).append('\n');
        mailClients(2, mail, mails);
        all.append("two clients of mail: ").append(states(kept)).append('\n');
        KeptClient last = kept.get(IDLE);
        last.ask("/count");
        all.append("count: ")
                .append(last.body().strip().replaceAll("\\s+", " "))
                .append('\n');
        mails.get(0).write("a LOGIN joe secret\r\n");
        all.append("a login: ").append(mails.get(0).rest()).append('\n');
        all.append("after it: ").append(states(kept)).append('\n');
        mailClients(7, mail, mails);
        all.append("seven more: ").append(states(kept)).append('\n');
        all.append("no room: ").append(untilFull(mail, mails)).append('\n');
        mails.get(1).write("a LOGIN joe secret\r\n");
        all.append("a login: ").append(mails.get(1).rest()).append('\n');
        mails.get(2).close();
        all.append("one leaves: ").append(untilGreeted(mail, mails)).append('\n');
    }

    private static KeptClient add(List<KeptClient> to, int port) throws IOException {
        KeptClient client = new KeptClient(port);
        to.add(client);
        return client;
    }

    private static void mailClients(int count, int port, List<KeptClient> to) throws IOException {
        for (int i = 0; i < count; i++) {
            assertEquals("* OK IMAP4 ready", add(to, port).rest());
        }
    }

    private static String untilFull(int port, List<KeptClient> to) throws IOException {
        for (int i = 0; i < 16; i++) {
            KeptClient client = add(to, port);
            String said = client.rest();
            if (!said.startsWith("* OK")) {
                return said.equals("ended") ? "nobody is let in" : said;
            }
        }
        return "no end";
    }

    private static String untilGreeted(int port, List<KeptClient> to) throws IOException {
        String said = "";
        for (int i = 0; i < 100 && !said.startsWith("* OK"); i++) {
            said = add(to, port).state();
        }
        return said;
    }

    private static String states(List<KeptClient> kept) throws IOException {
        List<String> states = new ArrayList<>();
        for (KeptClient client : kept) {
            states.add(states.isEmpty() ? client.state() : client.stateAtOnce());
        }
        states.set(IDLE + 2, isHeard(kept.get(IDLE + 2)) ? "open" : "ended");
        return "busy " + states.get(0) + ", idle " + String.join(" ", states.subList(1, IDLE + 1)) + ", fresh "
                + states.get(IDLE + 1) + ", lingering " + states.get(IDLE + 2);
    }

    /** The server has said its last; whether it still reads. */
    private static boolean isHeard(KeptClient client) throws IOException {
        try {
            for (int i = 0; i < 3; i++) {
                client.write("x");
                client.state();
            }
            return !client.state().equals("reset");
        } catch (IOException gone) {
            return false;
        }
    }

    /** What is said of connections, without who and when, each once. */
    private static String lines(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .filter(line -> line.contains("worker_connections"))
                .map(line -> line.replaceFirst("^[^\\[]*", "")
                        .replaceFirst("\\d+#\\d+: (\\*\\d+ )?", "")
                        .replaceFirst(", client: .*", ""))
                .distinct()
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
