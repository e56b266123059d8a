package io.postern.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.postern.dns.FakeNameServer;
import io.postern.side.Certificate;
import io.postern.side.Ports;
import io.postern.side.Program;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole files of mail suites, http{} and mail{} together, with people who log in: what they, the application and the mail servers
 * behind are told, and what the logs say, is the same as with nginx.
 */
class SuiteIT {
    private static final List<String> DOORS =
            List.of("MX", "SMTP", "SMTPS", "IMAP", "IMAPS", "POP", "POPS", "AUTH", "HEALTH", "WEB", "DEAD");

    private static final List<String> LOGS = List.of("access.log", "asked.log", "asked.json");
    private static final int PATIENCE = 60_000;

    @ParameterizedTest
    @ValueSource(strings = {"suite-forward.conf", "suite-answers.conf"})
    void peopleLogIn_sameTalksQuestionsAndLines(String file, @TempDir Path folder) throws Exception {
        Program nginx = SideBySide.nginx();
        assertEquals(play(nginx, folder.resolve("n"), file), play(Program.postern(), folder.resolve("p"), file));
    }

    private static String play(Program program, Path folder, String file) throws Exception {
        Certificate.write(folder);
        Files.createDirectories(folder.resolve("docs/file"));
        Files.writeString(folder.resolve("docs/file/login.txt"), "come in");
        Map<String, Integer> ports = new HashMap<>();
        DOORS.forEach(name -> ports.put(name, Ports.free()));
        StringBuilder all = new StringBuilder();
        try (FakeNameServer names = new FakeNameServer();
                SuitePeers peers = new SuitePeers()) {
            names.answer("A admin.", "admin. 60 A 127.0.0.1");
            names.answer("PTR 1.0.0.127.in-addr.arpa.", "1.0.0.127.in-addr.arpa. 60 PTR client.test.");
            names.answer("A client.test.", "client.test. 60 A 127.0.0.1");
            ports.put("DNS", ((InetSocketAddress) names.endpoint().address()).getPort());
            ports.putAll(peers.ports());
            String text = SideBySide.configuration(file, ports).replace("%%FOLDER%%", folder.toString());
            try (Program.Running running = program.start(folder, text, List.of(port(ports, "AUTH")))) {
                for (String talk : SideBySide.lines("suite.talks")) {
                    if (!talk.startsWith("#")) {
                        String[] words = talk.split(" ", 2);
                        all.append(talk).append('\n');
                        all.append(said(words[0], port(ports, words[0]), words[1].split("\\|", -1)));
                        all.append(peers.heard());
                    }
                }
                assertEquals(folder, running.folder());
            }
        }
        for (String log : LOGS) {
            Path path = folder.resolve("logs").resolve(log);
            all.append(Files.exists(path) ? Files.readString(path) : "no " + log + "\n");
        }
        Files.readAllLines(folder.resolve("logs/error.log")).stream()
                .filter(line -> line.contains("client: ") && !line.contains("while waiting for request"))
                .map(line -> line.replaceFirst("^[^\\[]*", "").replaceFirst("\\d+#\\d+: \\*\\d+ ", ""))
                .sorted()
                .forEach(line -> all.append(line).append('\n'));
        return masked(all.toString(), folder, ports);
    }

    /** What differs by nature: the time, ports, folders, counts of connections. */
    private static String masked(String all, Path folder, Map<String, Integer> ports) {
        String said = all.replace(folder.toString(), "FOLDER")
                .replaceAll("Date: [^\r]*", "Date: ?")
                .replaceAll("(Last-Modified|ETag): [^\r]*", "$1: ?")
                .replaceAll("\\[\\d\\d/\\w{3}/[^]]*]", "[TIME]")
                .replaceAll("<[\\d.]+@", "<?@")
                .replaceAll(" \\d+ \\d+ \\d+ \r\n", " COUNTS\r\n");
        for (Map.Entry<String, Integer> port : ports.entrySet()) {
            said = said.replaceAll("\\b" + port.getValue() + "\\b", port.getKey());
        }
        return said;
    }

    private static int port(Map<String, Integer> ports, String name) {
        return Objects.requireNonNull(ports.get(name), name);
    }

    /** What a client is told; after its last line, until the end. */
    private static String said(String door, int port, String[] lines) throws Exception {
        StringBuilder told = new StringBuilder();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        try {
            boolean mail = !door.equals("AUTH") && !door.equals("HEALTH");
            socket.setSoTimeout(PATIENCE);
            socket = mail && door.endsWith("S") ? secured(socket) : socket;
            if (mail) {
                told.append(reply(socket.getInputStream(), "*"));
            }
            for (int i = 0; i < lines.length; i++) {
                String line = lines[i].replace("\\r", "\r").replace("\\n", "\n");
                socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                if (i < lines.length - 1) {
                    String reply = reply(socket.getInputStream(), line.split(" ", 2)[0]);
                    told.append(reply);
                    if (reply.isEmpty()) {
                        break;
                    }
                    socket = line.matches("(\\w )?(STARTTLS|STLS)") ? secured(socket) : socket;
                }
            }
            told.append(SideBySide.read(socket.getInputStream())).append('\n');
        } finally {
            socket.close();
        }
        return told.toString();
    }

    private static Socket secured(Socket plain) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        SSLSocket secured =
                (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
        secured.startHandshake();
        return secured;
    }

    /** Lines up to the one that ends a reply: without a dash after its code, and of the command's tag with IMAP. */
    private static String reply(InputStream in, String tag) throws IOException {
        List<String> lines = new ArrayList<>();
        String line;
        do {
            line = SuitePeers.line(in);
            lines.add(line);
        } while (!line.isEmpty() && (line.matches("(?s)\\d{3}-.*") || (line.startsWith("* ") && !tag.equals("*"))));
        return String.join("", lines);
    }
}
