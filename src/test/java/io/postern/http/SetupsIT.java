package io.postern.http;

import static io.postern.side.LineServer.say;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.postern.side.LineServer;
import io.postern.side.Ports;
import io.postern.side.Program;
import io.postern.side.Program.Running;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Set-ups as people publish them, whole files whose http{} answers their mail{}: with nothing else running a wrong and a right login in
 * each protocol bring a client the same from nginx and from Postern, what the back end was told among it.
 */
class SetupsIT {
    private static final int PATIENCE = 20_000;
    private static final String CRLF = "\r\n";
    private static final String WRONG = ".*wrong|.*3cm9uZw==";
    private static final Map<String, List<String>> TALKS = Map.of(
            "IMAP",
            List.of(
                    "a CAPABILITY",
                    "b LOGIN joe@example.com wrong",
                    "c LOGIN joe@example.com secret",
                    "d NOOP",
                    "e LOGOUT"),
            "POP3",
            List.of(
                    "CAPA",
                    "USER joe@example.com",
                    "PASS wrong",
                    "USER joe@example.com",
                    "PASS secret",
                    "NOOP",
                    "QUIT"),
            "SMTP",
            List.of(
                    "EHLO client.example.org",
                    "AUTH PLAIN AGpvZUBleGFtcGxlLmNvbQB3cm9uZw==", // joe@example.com, wrong
                    "AUTH PLAIN AGpvZUBleGFtcGxlLmNvbQBzZWNyZXQ=", // joe@example.com, secret
                    "MAIL FROM:<joe@example.com>",
                    "RCPT TO:<x@example.com>",
                    "QUIT"));

    @ParameterizedTest
    @ValueSource(strings = {"lets-everybody-in", "if-by-if", "maps", "application", "rewritten", "look-up"})
    void logins_sameAsThroughNginx(String name, @TempDir Path folder) throws Exception {
        Program nginx = Program.nginx().orElse(null);
        assumeTrue(nginx != null, "no nginx with mail on the PATH or in POSTERN_NGINX");
        String ours = play(Program.postern(), folder.resolve("p"), name);
        assertEquals(play(nginx, folder.resolve("n"), name), ours, name);
        assertTrue(ours.contains("; back end heard:"), () -> "nobody is carried to a back end:\n" + ours);
    }

    private static String play(Program program, Path folder, String name) throws Exception {
        Map<String, Integer> ports = new TreeMap<>();
        StringBuilder all = new StringBuilder();
        List<ServerSocket> backends = new ArrayList<>();
        HttpServer app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        try {
            for (String protocol : List.of("IMAP", "POP3", "SMTP")) {
                ServerSocket backend = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                backends.add(backend);
                ports.put("BACK_" + protocol, backend.getLocalPort());
                LineServer.serve(backend, (in, out) -> backend(protocol, in, out));
                ports.put(protocol, Ports.free());
            }
            app.createContext("/nginx", exchange -> {
                boolean right = "secret".equals(exchange.getRequestHeaders().getFirst("Auth-Pass"));
                String protocol = exchange.getRequestURI().getQuery().replace("proto=", "BACK_");
                var reply = exchange.getResponseHeaders();
                reply.set("Auth-Status", right ? "OK" : "Invalid login or password");
                reply.set("Auth-Server", "127.0.0.1");
                reply.set("Auth-Port", ports.get(protocol.toUpperCase(Locale.ROOT)) + "");
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            app.start();
            ports.put("APP", app.getAddress().getPort());
            ports.put("AUTH", Ports.free());
            String conf = SideBySide.configuration("setups/" + name + ".conf", ports);
            List<String> doors = List.of("IMAP", "POP3", "SMTP").stream()
                    .filter(protocol -> conf.contains(":" + ports.get(protocol) + ";"))
                    .toList();
            String more = "daemon off; pid logs/nginx.pid; error_log logs/error.log info;\n";
            List<Integer> listening = doors.stream().map(ports::get).toList();
            Running running = program.start(folder, more + conf, listening);
            try {
                for (String protocol : doors) {
                    List<String> talk = Objects.requireNonNull(TALKS.get(protocol));
                    int port = Objects.requireNonNull(ports.get(protocol));
                    all.append(protocol).append(talk(port, talk));
                    // where the wrong one is the end of it
                    List<String> right =
                            talk.stream().filter(line -> !line.matches(WRONG)).toList();
                    all.append(protocol).append(talk(port, right));
                }
            } finally {
                running.close();
            }
        } finally {
            for (ServerSocket backend : backends) {
                backend.close();
            }
            app.stop(0);
        }
        return all.toString();
    }

    /** What the client hears, each reply under its command. A reply ends with a line that says so in its protocol, or with the end. */
    private static String talk(int port, List<String> commands) throws IOException {
        StringBuilder heard = new StringBuilder();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE);
            BufferedReader in = LineServer.reader(socket);
            heard.append('\n').append(in.readLine()).append('\n');
            for (String command : commands) {
                heard.append("> ").append(command).append('\n');
                say(socket.getOutputStream(), command + CRLF);
                String line;
                do {
                    line = in.readLine();
                    heard.append(line).append('\n');
                } while (line != null && goesOn(command, line));
                if (line == null) {
                    break;
                }
            }
        } catch (IOException reset) {
            heard.append("<closed>\n"); // the end, seen before or after a command that nobody reads any more
        }
        return heard.toString().replace("null\n", "<closed>\n");
    }

    private static boolean goesOn(String command, String line) {
        return line.startsWith("* ")
                || (line.length() > 3 && line.charAt(3) == '-' && Character.isDigit(line.charAt(0)))
                || (command.equals("CAPA") && !line.equals(".") && !line.startsWith("-ERR"));
    }

    /** Takes any login, and tells the client what it was told before. */
    private static void backend(String protocol, BufferedReader in, OutputStream out) throws IOException {
        say(
                out,
                Objects.requireNonNull(Map.of("IMAP", "* OK hello", "POP3", "+OK hello", "SMTP", "220 hello")
                                .get(protocol))
                        + CRLF);
        List<String> heard = new ArrayList<>();
        String tag = "";
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            heard.add(line);
            String told = "done; back end heard: " + String.join(" | ", heard);
            switch (protocol) {
                case "IMAP" -> {
                    tag = line.matches("\\w+ .*") && !line.startsWith("joe") ? line.split(" ", 2)[0] : tag;
                    say(out, (line.endsWith("}") ? "+ go on" : tag + " OK " + told) + CRLF);
                }
                case "POP3" -> say(out, "+OK " + told + CRLF);
                default -> {
                    String code = line.startsWith("AUTH") ? "235 " : line.startsWith("XCLIENT") ? "220 " : "250 ";
                    say(out, code + told + CRLF);
                }
            }
            if (line.endsWith("LOGOUT") || line.equals("QUIT")) {
                return;
            }
        }
    }
}
