package io.postern.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.postern.dns.FakeNameServer;
import io.postern.side.Ports;
import io.postern.side.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * People's own files in which http{} passes auth_http on to an application, as they are but for ports and the name server: the
 * application is asked the same and the mail client answered the same as by nginx. {@code -Dcorpus.files} says how many files.
 */
class AuthCorpusIT {
    private static final Path CORPUS = Path.of(System.getProperty("corpus", "../shared/corpus"));
    private static final int WANTED = Integer.getInteger("corpus.files", 4);
    private static final Pattern LISTEN = Pattern.compile("\\blisten\\s+((?:[^;\\s]*:)?)(\\d+)((?:\\s[^;]*)?);");
    /** Ends of lines are bars. */
    private static final List<String> REQUESTS = List.of(
            "GET /auth/email HTTP/1.0|Host: localhost|Auth-Method: plain|Auth-User: joe@example.com|Auth-Pass: a%20b|Client-IP: ::1||",
            "GET /auth/email?a=b%20c HTTP/1.1|Host: mail.example.com|Connection: close|Authorization: Basic eDp5||",
            "POST /auth//other/./%41 HTTP/1.0|Content-Length: 5||hello",
            "HEAD / HTTP/1.0||");

    /** One file with its ports exchanged. */
    private record Moved(String text, Map<String, Integer> ports) {
        static Moved of(String text, int dns, int backend) {
            Map<String, Integer> ports = new TreeMap<>();
            Matcher m = LISTEN.matcher(text.replaceAll("(?m)#.*$", ""));
            StringBuilder out = new StringBuilder("daemon off;\n");
            while (m.find()) {
                int port = ports.computeIfAbsent(m.group(2), p -> Ports.free());
                m.appendReplacement(out, Matcher.quoteReplacement("listen " + m.group(1) + port + m.group(3) + ";"));
            }
            m.appendTail(out);
            String moved = out.toString()
                    .replaceAll("auth_http http://127.0.0.1:8000", "auth_http http://127.0.0.1:" + ports.get("8000"))
                    .replaceAll("resolver [^;]*;", "resolver 127.0.0.1:" + dns + " ipv6=off;")
                    .replaceAll("set \\$admin admin[:\\d]*;", "set \\$admin admin:" + backend + ";")
                    .replaceAll("worker_processes \\w+;", "worker_processes 1;");
            return new Moved(moved, ports);
        }
    }

    @Test
    void filesThatPassAuthOn_sameRequestsAndReplies(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isDirectory(CORPUS.resolve("mail-testable")), "the corpus of configurations is not here");
        Program nginx = SideBySide.nginx();
        copy(CORPUS.resolve("certs"), folder.resolve("certs"));
        List<String> recorded = Files.readAllLines(CORPUS.resolve("EXPECTED-mail-testable.jsonl"));
        List<Path> files;
        try (Stream<Path> all = Files.list(CORPUS.resolve("mail-testable"))) {
            files = all.filter(f -> f.getFileName().toString().startsWith("mailu-"))
                    .filter(f -> recorded.stream()
                            .anyMatch(line ->
                                    line.contains("/" + f.getFileName() + "\"") && line.contains("\"exit\": 0")))
                    .sorted()
                    .toList();
        }
        int step = Math.max(1, files.size() / WANTED);
        int played = 0;
        int port = Ports.free();
        try (Backend backend = new Backend(port);
                FakeNameServer names = new FakeNameServer()) {
            assertEquals(port, backend.port());
            names.answer("A admin.", "admin. 60 A 127.0.0.1");
            names.fail("PTR 1.0.0.127.in-addr.arpa.", 3);
            int dns = ((java.net.InetSocketAddress) names.endpoint().address()).getPort();
            for (int i = 0; i < files.size(); i += step) {
                Path file = files.get(i);
                Moved moved = Moved.of(Files.readString(file, StandardCharsets.ISO_8859_1), dns, port);
                if (moved.ports().containsKey("8000")) {
                    played++;
                    assertEquals(
                            play(nginx, folder.resolve("n" + i), moved),
                            play(Program.postern(), folder.resolve("p" + i), moved),
                            file + "");
                }
            }
        }
        assertTrue(played > 0, "no file passes auth on");
    }

    /** The application behind TLS, an upstream of the file. */
    @Test
    void filesThatPassAuthOnInTls_sameRequestsAndReplies(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isDirectory(CORPUS.resolve("mail-testable")), "the corpus of configurations is not here");
        Program nginx = SideBySide.nginx();
        copy(CORPUS.resolve("certs"), folder.resolve("certs"));
        SSLContext tls = SSLContext.getInstance("TLS");
        X509Bundle own = new CertificateBuilder()
                .ecp256()
                .subject("CN=auth.notes.example")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        tls.init(own.toKeyManagerFactory().getKeyManagers(), null, null);
        int port = Ports.free();
        try (Backend backend = new Backend(port, tls.getServerSocketFactory())) {
            assertEquals(port, backend.port());
            for (String name : List.of("domino-mail-proxy", "domino-mail-proxy-allauth")) {
                String text = Files.readString(
                        CORPUS.resolve("mail-testable").resolve(name + ".conf"), StandardCharsets.ISO_8859_1);
                Moved moved = Moved.of(text.replace("server 127.0.0.1:443;", "server 127.0.0.1:" + port + ";"), 0, 0);
                int auth = Objects.requireNonNull(moved.ports().get("8080"));
                String whole = (System.getProperty("user.name").equals("root") ? "user root;\n" : "")
                        + moved.text().replace("auth_http            127.0.0.1:8080", "auth_http 127.0.0.1:" + auth);
                String theirs = playDomino(nginx, folder.resolve("n" + name), whole, moved.ports());
                assertEquals(theirs, playDomino(Program.postern(), folder.resolve("p" + name), whole, moved.ports()));
                assertTrue(theirs.contains("|Host: auth.notes.example|"), theirs);
            }
        }
    }

    private static String playDomino(Program program, Path folder, String text, Map<String, Integer> ports)
            throws Exception {
        StringBuilder all = new StringBuilder();
        int auth = Objects.requireNonNull(ports.get("8080"));
        int smtp = Objects.requireNonNull(ports.get("25"));
        try (Program.Running running = program.start(folder, text, List.of(auth, smtp))) {
            for (String request : REQUESTS) {
                all.append(ask(auth, request)).append('\n');
            }
            for (List<String> talk : List.of(
                    List.of("HELO a", "AUTH PLAIN AGpvZQBzZWNyZXQ=", "QUIT"),
                    List.of("HELO a", "MAIL FROM:<a@b.example>", "RCPT TO:<c@d.example>", "QUIT"))) {
                all.append(talk(smtp, talk)).append('\n');
            }
            assertEquals(folder, running.folder());
        }
        return all.toString();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path one : all.toList()) {
                Path there = to.resolve(from.relativize(one).toString());
                if (Files.isDirectory(one)) {
                    Files.createDirectories(there);
                } else {
                    Files.write(there, Files.readAllBytes(one));
                }
            }
        }
    }

    private static String play(Program program, Path folder, Moved moved) throws Exception {
        copy(CORPUS.resolve("mail-testable/inc"), folder.resolve("inc"));
        StringBuilder all = new StringBuilder();
        int auth = Objects.requireNonNull(moved.ports().get("8000"));
        try (Program.Running running = program.start(folder, moved.text(), List.of(auth))) {
            for (String request : REQUESTS) {
                all.append(ask(auth, request)).append('\n');
            }
            Integer health = moved.ports().get("10204");
            if (health != null) {
                all.append(ask(health, "GET /health HTTP/1.0||")).append('\n');
            }
            for (String mail : List.of("143", "10143", "110")) {
                Integer port = moved.ports().get(mail);
                if (port != null && !moved.text().contains(port + " proxy_protocol")) {
                    all.append(mail)
                            .append(": ")
                            .append(login(port, mail.equals("110")))
                            .append('\n');
                }
            }
            assertEquals(folder, running.folder());
        }
        return all.toString();
    }

    private static String ask(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return SideBySide.read(socket.getInputStream()).replaceAll("Date: [^\r]*", "Date: ?");
        }
    }

    /** What a mail client is told, whom the application does not know. */
    private static String login(int port, boolean pop3) throws IOException {
        return talk(
                port, pop3 ? List.of("USER joe", "PASS secret", "QUIT") : List.of("a LOGIN joe secret", "b LOGOUT"));
    }

    private static String talk(int port, List<String> commands) throws IOException {
        List<String> told = new ArrayList<>();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            var in = new java.io.BufferedReader(
                    new java.io.InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            told.add(in.readLine() + "");
            for (String command : commands) {
                socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                String line = in.readLine();
                if (line == null) {
                    break;
                }
                told.add(line);
            }
        } catch (IOException reset) {
            // an end like another
        }
        return told.toString().replaceAll("<[\\d.]+@", "<?@");
    }
}
