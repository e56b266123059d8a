package io.postern.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.side.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Plays made-up sessions to nginx and to Postern and tells where they differ: in what comes back, in the access logs, in the error logs.
 * Each session has an address of its own on the loopback network, by which its log lines are found.
 */
final class RandomSides {
    private static final int AT_ONCE = 16;
    /** How long nothing comes before a connection counts as open, in milliseconds; longer where it is looked at again. */
    private static final int SILENCE = Integer.getInteger("http.silence", 700);

    /** What differs is played again: a session that was read in other pieces is no difference. */
    private static final int ROUNDS = 3;
    /** $request_length: nginx's is wrong, even below zero, once it has thrown away a chunked body. */
    private static final Pattern LENGTH = Pattern.compile("(?m)^((?:[^|]*\\|){7})-?\\d+");

    private static final Pattern CONNECTION = Pattern.compile("\\*(\\d+) ");
    private static final Pattern CLIENT = Pattern.compile("127\\.1\\d\\d\\.\\d+\\.\\d+");

    /** One of the two programs with its ports. */
    record Side(Program program, Path folder, int port, int mail, String text) {
        Program.Running start() throws IOException {
            return program.start(folder, text, List.of(port, mail));
        }

        /** Ports and folders, which are the program's own. */
        String masked(String said) {
            return said.replace(folder.toString(), "FOLDER")
                    .replace(String.valueOf(port), "PORT")
                    .replaceAll("Date: [^\r]*", "Date: ?")
                    .replaceAll("0000000000\\d{10}", "BOUNDARY")
                    .replaceAll("(Expires: )\\w{3}, \\d\\d \\w{3} 20[^3][^\r]*", "$1?");
        }
    }

    private final Side theirs;
    private final Side ours;
    private final List<String> logs;
    private final IntFunction<List<byte[]>> dice;

    /**
     * @param logs the names of the logs that are compared
     * @param dice what a client says in a session, piece by piece; the same for the same number
     */
    RandomSides(Side theirs, Side ours, List<String> logs, IntFunction<List<byte[]>> dice) {
        this.theirs = theirs;
        this.ours = ours;
        this.logs = logs;
        this.dice = dice;
    }

    /** Plays so many sessions; the first differences are the failure, all are written where {@code -Dhttp.report} says. */
    void same(int sessions) throws Exception {
        List<String> differences = differences(sessions);
        String report = System.getProperty("http.report");
        if (report != null) {
            Files.writeString(Path.of(report), String.join("\n", differences), StandardCharsets.ISO_8859_1);
        }
        assertEquals("", String.join("\n", differences.subList(0, Math.min(5, differences.size()))));
    }

    /** Plays so many sessions and tells what differed. */
    List<String> differences(int sessions) throws Exception {
        List<Integer> all = IntStream.range(0, sessions).boxed().toList();
        List<String> differences = new ArrayList<>();
        try (Program.Running a = theirs.start();
                Program.Running b = ours.start()) {
            assertTrue(a.process().isAlive() && b.process().isAlive());
            for (int round = 0; round < ROUNDS && !all.isEmpty(); round++) {
                differences.clear();
                all = differing(all, round, differences);
            }
        }
        return differences;
    }

    /** Plays sessions to both; what differs once more counts only if it did so the time before. */
    private List<Integer> differing(List<Integer> sessions, int round, List<String> differences) throws Exception {
        Map<Integer, String> repliesOfTheirs = play(theirs, sessions, round);
        Map<Integer, String> repliesOfOurs = play(ours, sessions, round);
        Thread.sleep(SILENCE);
        Set<Integer> differing = new TreeSet<>();
        for (int i : sessions) {
            if (differs(
                    differences, i, "reply", repliesOfTheirs.getOrDefault(i, ""), repliesOfOurs.getOrDefault(i, ""))) {
                differing.add(i);
            }
        }
        for (String log : logs) {
            Map<String, String> a = lines(theirs, log);
            Map<String, String> b = lines(ours, log);
            for (int i : sessions) {
                String address = address(i, round);
                if (differs(differences, i, log, a.getOrDefault(address, ""), b.getOrDefault(address, ""))) {
                    differing.add(i);
                }
            }
        }
        return List.copyOf(differing);
    }

    private boolean differs(List<String> differences, int i, String what, String theirs, String ours) {
        StringBuilder sent = new StringBuilder();
        for (byte[] piece : dice.apply(i)) {
            sent.append(new String(piece, StandardCharsets.ISO_8859_1)).append("<|>");
        }
        boolean chunked = what.equals("access.log") && sent.indexOf("chunked") >= 0;
        if (chunked
                ? LENGTH.matcher(theirs)
                        .replaceAll("$1?")
                        .equals(LENGTH.matcher(ours).replaceAll("$1?"))
                : theirs.equals(ours)) {
            return false;
        }
        differences.add("==== session " + i + ", " + what + "\n" + sent + "\n---- nginx\n" + theirs + "\n---- Postern\n"
                + ours);
        return true;
    }

    private Map<Integer, String> play(Side side, List<Integer> sessions, int round) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(round == 0 ? AT_ONCE : 2);
        try {
            List<Callable<String>> talks = new ArrayList<>();
            for (int i : sessions) {
                talks.add(() ->
                        side.masked(talk(side.port, address(i, round), dice.apply(i), SILENCE * (1 + 2 * round))));
            }
            Map<Integer, String> all = new TreeMap<>();
            int n = 0;
            for (Future<String> f : threads.invokeAll(talks)) {
                all.put(sessions.get(n++), f.get());
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }

    private static String address(int i, int round) {
        return "127." + (100 + round) + "." + (i / 250) + "." + (i % 250 + 1);
    }

    private static String talk(int port, String address, List<byte[]> pieces, int silence) throws Exception {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(silence);
            try {
                for (int n = 0; n < pieces.size(); n++) {
                    if (n > 0) {
                        Thread.sleep(30);
                    }
                    socket.getOutputStream().write(pieces.get(n));
                }
            } catch (IOException closed) {
                // answered and closed before all was sent
            }
            return SideBySide.read(socket.getInputStream());
        }
    }

    /**
     * A log's lines by client: an error log's by the client that any line of the same connection names. Empty arguments are none, because
     * nginx has either behind try_files.
     */
    private static Map<String, String> lines(Side side, String log) throws IOException {
        Map<String, String> byConnection = new TreeMap<>();
        Path file = side.folder.resolve("logs").resolve(log);
        List<String> all = Files.exists(file) ? Files.readAllLines(file, StandardCharsets.ISO_8859_1) : List.of();
        boolean errors = log.endsWith("error.log") || log.equals("second.log");
        for (String line : all) {
            Matcher connection = CONNECTION.matcher(line);
            Matcher client = CLIENT.matcher(line);
            if (connection.find() && client.find()) {
                byConnection.putIfAbsent(connection.group(1), client.group());
            }
        }
        Map<String, String> lines = new TreeMap<>();
        for (String line : all) {
            Matcher found = (errors ? CONNECTION : CLIENT).matcher(line);
            String client = found.find() ? errors ? byConnection.get(found.group(1)) : found.group() : null;
            if (client != null) {
                String plain = side.masked(line)
                        .replace(client, "CLIENT")
                        .replaceFirst("^((?:[^|]*\\|){9})\\|", "$1-|")
                        .replaceFirst("^\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d ", "")
                        .replaceFirst("\\d+#\\d+: \\*\\d+ ", "");
                lines.merge(client, plain, (a, b) -> a + "\n" + b);
            }
        }
        return lines;
    }
}
