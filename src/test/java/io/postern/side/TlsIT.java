package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * TLS of the whole program as Python's ssl and openssl s_client see it (tls_talk.py), in two processes that share a ticket key: the
 * transcript and the log are those that nginx 1.31.5 gave, and those of the nginx at hand (Intended.java names what older ones did otherwise).
 */
class TlsIT {
    private static final Pattern PORT = Pattern.compile("@([a-z0-9]+)@");
    /** Lines of the scenes that are not in "usual": the JDK judges certificates and keeps sessions in its own way. */
    private static final Pattern MORE = Pattern.compile("(judged|session|version|odd) .*");

    /**
     * What is no session's: who is connected with whom, what another session has left in OpenSSL's queue of errors, which is one for all,
     * and what a worker finds when it leaves.
     */
    private static final Pattern NO_NEWS =
            Pattern.compile(" connected to |ignoring stale global SSL error|open socket #\\d+ left in connection");

    private static final String FOLDER = "@folder@";
    private static final List<String> PARTIES = List.of("auth", "backendimap", "backendpop3", "backendsmtp");

    @TempDir
    static Path root;

    private static ExecutorService thread;

    /** What was said with Postern; it is played while nginx and the JDK's engine are. */
    private static Future<List<String>> said;

    @BeforeAll
    static void begin() throws Exception {
        for (String command : List.of("openssl", "python3")) {
            Assumptions.assumeTrue(installed(root, command), "needs the command " + command);
        }
        Path keys = Files.createDirectories(root.resolve("keys"));
        run(keys, List.of("sh", resource("tls_certificates.sh", keys).toString()));
        thread = Executors.newSingleThreadExecutor();
        said = thread.submit(() -> talk(Program.postern(), "postern", "all"));
    }

    @AfterAll
    static void end() {
        if (thread != null) {
            thread.shutdownNow();
        }
    }

    private static List<String> logged() throws Exception {
        said.get();
        return log("postern");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void transcript_isThatOfNginx() throws Exception {
        String expected = read("tls_talk.txt");
        assertEquals(
                expected, String.join("\n", said.get().stream().map(TlsIT::bare).toList()) + "\n");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void log_isThatOfNginx() throws Exception {
        assertEquals(read("tls_talk.log"), String.join("\n", logged()) + "\n");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void nginxHere_saysTheSame() throws Exception {
        Optional<Program> nginx = Program.nginx();
        Assumptions.assumeTrue(nginx.isPresent(), "needs nginx with mail (POSTERN_NGINX)");
        List<String> theirs = talk(nginx.get(), "nginx", "all");
        assertEquals(String.join("\n", theirs), String.join("\n", said.get()));
        Intended intended = Intended.between(nginx.get(), Program.postern());
        assertEquals(level(intended, log("nginx")), level(intended, logged()));
    }

    /** tls_talk_jdk.txt names the lines that are others: - what nginx says, + what is said here (… for what changes from run to run). */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void engineOfTheJdk_differsInNothingElse() throws Exception {
        List<String> jdk = talk(Program.postern().with("-Dpostern.tls=jdk"), "jdk", "usual").stream()
                .map(TlsIT::bare)
                .toList();
        List<String> nginx = read("tls_talk.txt")
                .lines()
                .filter(line -> !MORE.matcher(line).matches())
                .toList();
        List<String> differences = read("tls_talk_jdk.txt").lines().toList();
        assertDiffers(nginx, differences, jdk);
        String log = Files.readString(root.resolve("jdk/one/logs/error.log"), StandardCharsets.ISO_8859_1);
        for (String warning : List.of(
                "TLS is done by the JDK, as -Dpostern.tls=jdk says",
                "\"ssl_session_ticket_key\" has no effect where TLS is done by the JDK",
                "\"ssl_session_tickets off\" has no effect where TLS is done by the JDK",
                "\"ssl_session_cache off\" has no effect where TLS is done by the JDK",
                "a session cache shared by servers has no effect where TLS is done by the JDK")) {
            assertTrue(log.contains(warning), warning);
        }
    }

    /** Whether the lines are nginx's, but for the differences: pairs of what nginx says, behind -, and what is said here, behind +. */
    static void assertDiffers(List<String> nginx, List<String> differences, List<String> ours) {
        List<String> expected = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < nginx.size(); i++) {
            String line = nginx.get(i);
            String said = i < ours.size() ? ours.get(i) : "";
            if (next < differences.size() && differences.get(next).equals("- " + line)) {
                line = differences.get(next + 1).substring(2);
                next += 2;
            }
            boolean open = line.endsWith("…") && said.length() >= line.length();
            expected.add(line);
            seen.add(open ? said.substring(0, line.length() - 1) + "…" : said);
        }
        assertEquals(String.join("\n", expected), String.join("\n", seen));
        assertEquals(differences.size(), next);
        assertEquals(nginx.size(), ours.size());
    }

    private static String level(Intended intended, List<String> lines) {
        return intended.level(String.join("\n", lines) + "\n");
    }

    /** Without what differs from one set of certificates to the next. */
    private static String bare(String line) {
        return line.replaceAll("Auth-SSL-(Serial|Fingerprint|Cert): [^|]*", "Auth-SSL-$1: …");
    }

    private static List<String> talk(Program program, String name, String scenes) throws Exception {
        Path folder = Files.createDirectories(root.resolve(name));
        Path keys = Files.createDirectories(folder.resolve("keys"));
        run(root, List.of("cp", "-r", root.resolve("keys") + "/.", keys.toString()));
        Map<String, Integer> ports = new HashMap<>();
        PARTIES.forEach(party -> ports.put(party, Ports.free()));
        String first = configuration("tls.conf", ports, keys);
        String second = configuration("tls-second.conf", ports, keys);
        Path script = resource("tls_talk.py", folder);
        resource("tls_connection.py", folder);
        Path one = folder.resolve("one");
        try (var a = program.start(one, first, List.of(ports.get("imaps")));
                var b = program.start(folder.resolve("two"), second, List.of(ports.get("ticket2")))) {
            assertTrue(a.process().isAlive() && b.process().isAlive());
            List<String> command = new ArrayList<>(List.of(
                    "python3",
                    "-W",
                    "ignore",
                    script.toString(),
                    scenes,
                    keys.toString(),
                    one.resolve("logs/nginx.pid").toString()));
            ports.forEach((party, port) -> command.add(party + "=" + port));
            String out = run(folder, command);
            return out.lines().toList();
        } finally {
            // ports by their names, so that logs can be compared
            Path log = one.resolve("logs/error.log");
            String text = Files.readString(log, StandardCharsets.ISO_8859_1);
            for (Map.Entry<String, Integer> port : ports.entrySet()) {
                text = text.replace("127.0.0.1:" + port.getValue(), port.getKey());
            }
            Files.writeString(log, text, StandardCharsets.ISO_8859_1);
        }
    }

    private static String configuration(String name, Map<String, Integer> ports, Path keys) throws IOException {
        Matcher words = PORT.matcher(read(name).replace(FOLDER, keys.toString()));
        return words.replaceAll(word -> String.valueOf(ports.computeIfAbsent(word.group(1), n -> Ports.free())));
    }

    /** What was logged of each connection, without one part of the words that is of one library only. */
    private static List<String> log(String name) throws IOException {
        List<String> lines = new ArrayList<>();
        for (List<String> session : LoggedSessions.sessions(root.resolve(name).resolve("one/logs/error.log"))) {
            for (String line : session) {
                if (!NO_NEWS.matcher(line).find()) {
                    lines.add(line.replaceAll(", client: 127\\.0\\.0\\.1:\\d+|, client: 127\\.0\\.0\\.1", "")
                            .replace("error:1C800066:Provider routines::cipher operation failed ", ""));
                }
            }
        }
        return lines;
    }

    /** The nginx that recorded answers are of: skips the test where there is none. */
    static Program newestNginx(Path folder) throws IOException {
        Optional<Program> nginx = Program.nginx();
        Assumptions.assumeTrue(
                nginx.isPresent() && nginx.get().isAtLeast("1.31.5"), "needs nginx 1.31.5 with mail (POSTERN_NGINX)");
        return withOpenSsl30(folder);
    }

    /** An nginx of any version, with the OpenSSL that recorded answers are of: skips the test where there is none. */
    static Program withOpenSsl30(Path folder) throws IOException {
        Optional<Program> nginx = Program.nginx();
        Assumptions.assumeTrue(nginx.isPresent(), "needs nginx with mail (POSTERN_NGINX)");
        String version = run(folder, List.of("sh", "-c", nginx.get().command().get(0) + " -V 2>&1"));
        Assumptions.assumeTrue(version.contains("OpenSSL 3.0."), "needs nginx with OpenSSL 3.0");
        return nginx.get();
    }

    static boolean installed(Path folder, String command) {
        try {
            run(folder, List.of(command, command.equals("openssl") ? "version" : "--version"));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static String run(Path folder, List<String> command) throws IOException {
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(errors.toFile())
                .start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0) {
                return out;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        throw new IOException(String.join(" ", command) + ": " + out + Files.readString(errors));
    }

    static Path resource(String name, Path folder) throws IOException {
        return Files.writeString(folder.resolve(name), read(name));
    }

    static String read(String name) throws IOException {
        try (InputStream in = TlsIT.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
