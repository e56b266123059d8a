package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.side.Program.Running;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** People's own configurations start, on other ports, and every listener greets in its protocol. */
class CorpusIT {
    private static final Path CORPUS = Path.of(System.getProperty("corpus", "../shared/corpus"));
    private static final int WANTED = Integer.getInteger("corpus.files", 12);
    private static final Pattern LISTEN = Pattern.compile("\\blisten\\s+([^;\\s]+)([^;]*);");
    private static final Pattern PORT = Pattern.compile("(\\d+)$");
    private static final Pattern PROTOCOL = Pattern.compile("\\bprotocol\\s+(\\w+)\\s*;");
    private static final Pattern SERVER = Pattern.compile("\\bserver\\s*\\{");
    private static final Map<String, String> GREETING = Map.of("imap", "* OK", "pop3", "+OK", "smtp", "220 ");
    private static final Map<String, String> BY_PORT = Map.of(
            "25", "smtp", "465", "smtp", "587", "smtp", "110", "pop3", "995", "pop3", "143", "imap", "993", "imap");

    private record Expected(int port, String protocol, boolean tls, boolean header) {}

    @Test
    void configurationsFromTheWild_start_andEveryListenerGreets(@TempDir Path folder) throws Exception {
        Path set = CORPUS.resolve("mail-testable");
        assumeTrue(Files.isDirectory(set), "the corpus of configurations is not here");
        List<Executable> checks = new ArrayList<>();
        int started = 0;
        try (Stream<Path> files = Files.list(set)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                if (started < WANTED && accepted(file)) {
                    List<Expected> expected = new ArrayList<>();
                    String text =
                            Files.readString(file, StandardCharsets.ISO_8859_1).replaceAll("(?m)#.*$", "");
                    String moved = move(text, expected);
                    if (!expected.isEmpty()) {
                        started++;
                        Path home = Files.createDirectory(folder.resolve("conf" + started));
                        checks.add(() -> greet(file, home, moved, expected));
                    }
                }
            }
        }
        assertTrue(started >= 10, "only " + started + " files of the corpus could be started");
        assertAll(checks);
    }

    private static boolean accepted(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        String recorded = Files.readString(CORPUS.resolve("EXPECTED-mail-testable.jsonl"), StandardCharsets.ISO_8859_1);
        Path name = CORPUS.relativize(file);
        boolean passes =
                recorded.lines().anyMatch(line -> line.contains("\"" + name + "\"") && line.contains("\"exit\": 0"));
        return passes
                && !Pattern.compile("\\b(include|http\\s*\\{|stream\\s*\\{|daemon|pid\\s|user\\s)")
                        .matcher(text)
                        .find();
    }

    /** The same configuration on free ports of loopback, with its files where they are. */
    private static String move(String text, List<Expected> expected) {
        StringBuilder moved = new StringBuilder("daemon off;\npid logs/nginx.pid;\n");
        String rest = text.replaceAll("\\berror_log\\s[^;]*;", "");
        int from = 0;
        Matcher m = LISTEN.matcher(rest);
        while (m.find()) {
            Matcher port = PORT.matcher(m.group(1));
            String number = port.find() ? port.group(1) : "";
            String block = block(rest, m.start());
            Matcher said = PROTOCOL.matcher(block);
            String protocol = said.find() ? said.group(1) : BY_PORT.getOrDefault(number, "");
            int free = Ports.free();
            String more = m.group(2).replaceAll("\\b(default_server|default|ipv6only=\\w+)\\b", "");
            moved.append(rest, from, m.start()).append("listen 127.0.0.1:" + free + more + ";");
            expected.add(new Expected(free, protocol, more.contains("ssl"), more.contains("proxy_protocol")));
            from = m.end();
        }
        return moved.append(rest.substring(from)).toString();
    }

    /** The server block around that place. */
    private static String block(String text, int at) {
        int begin = 0;
        Matcher m = SERVER.matcher(text);
        while (m.find() && m.start() < at) {
            begin = m.end();
        }
        int depth = 1;
        int end = begin;
        while (end < text.length() && depth > 0) {
            depth += text.charAt(end) == '{' ? 1 : text.charAt(end) == '}' ? -1 : 0;
            end++;
        }
        return text.substring(begin, end);
    }

    private static void greet(Path file, Path home, String text, List<Expected> all) throws Exception {
        Path certs = CORPUS.toAbsolutePath().normalize();
        String absolute = text.replaceAll("@PREFIX@", Matcher.quoteReplacement(certs.toString()))
                .replaceAll(
                        "(ssl_(?:\\w*certificate(?:_key)?|dhparam|crl|password_file|session_ticket_key)\\s+)(\"?)(?!/|data:)([\\w.])",
                        "$1$2" + Matcher.quoteReplacement(certs + "/mail-testable/") + "$3");
        try (Running running = Program.postern()
                .start(home, absolute, all.stream().map(Expected::port).toList())) {
            for (Expected expected : all) {
                String heard = greeting(expected);
                assertTrue(
                        heard.startsWith(GREETING.getOrDefault(expected.protocol(), "?")),
                        file.getFileName() + ", " + running.program().name() + ": " + expected + " said \"" + heard
                                + "\"");
            }
        } catch (IOException e) {
            throw new AssertionError(file + ": " + e.getMessage(), e);
        }
    }

    private static String greeting(Expected expected) throws Exception {
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), expected.port())) {
            plain.setSoTimeout(20_000);
            if (expected.header()) {
                plain.getOutputStream().write("PROXY UNKNOWN\r\n".getBytes(StandardCharsets.ISO_8859_1));
            }
            Socket socket = expected.tls()
                    ? trusting().getSocketFactory().createSocket(plain, "localhost", expected.port(), true)
                    : plain;
            String line = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
                    .readLine();
            return line == null ? "" : line;
        }
    }

    private static SSLContext trusting() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anyone()}, null);
        return context;
    }

    /** Whatever certificate the file names will do. */
    private static final class Anyone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
