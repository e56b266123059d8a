package io.postern.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.side.Ports;
import io.postern.side.Program;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program itself with an http{} of which it serves a part: what is answered, what is left, what is said of it. */
class ServedIT {
    private final int port = Ports.free();
    private final int other = Ports.free();
    private final int mail = Ports.free();

    @TempDir
    Path folder = Path.of("");

    private String text(String auth, String more) throws IOException {
        return SideBySide.configuration("served.conf", Map.of("PORT", port, "OTHER", other, "MAIL", mail))
                .replace("%%AUTH%%", auth)
                .replace("%%MORE%%", more);
    }

    @Test
    void servedAndLeft_areSaidOnce_unservedAnswers501WithALine() throws Exception {
        String auth = "add_header Auth-Status OK; return 204;";
        try (Program.Running running = Program.postern().start(folder, text(auth, ""), List.of(port, mail))) {
            String reply = ask("/auth");
            assertTrue(
                    reply.startsWith("HTTP/1.1 204 No Content\r\n") && reply.contains("\r\nAuth-Status: OK\r\n"),
                    reply);
            assertTrue(ask("/php").startsWith("HTTP/1.1 501 Not Implemented\r\n"));
            assertTrue(ask("/limited").startsWith("HTTP/1.1 501 Not Implemented\r\n"));
            assertThrows(ConnectException.class, () -> new Socket(InetAddress.getLoopbackAddress(), other).close());
            assertEquals(folder, running.folder());
        }
        List<String> log = Files.readAllLines(folder.resolve("logs/error.log"));
        List<String> start = Files.readAllLines(folder.resolve("logs/said.txt"));
        String where = folder.resolve("nginx.conf") + "";
        assertEquals(1, count(log, "[notice] ", "http servers left to others: " + where + ":"));
        for (String name : List.of("fastcgi_pass", "limit_req")) {
            assertEquals(1, count(start, "[warn] ", "\"" + name + "\" is not "));
            assertEquals(1, count(log, "[error] ", "would come from " + name + ", which Postern does not serve"));
        }
    }

    @Test
    void unservedLocations_areWarnedOfInATest_betweenNginxsLines() throws Exception {
        Files.createDirectories(folder.resolve("logs"));
        Path file = folder.resolve("nginx.conf");
        Files.writeString(file, text("return 204;", ""));
        List<String> command = new ArrayList<>(Program.postern().command());
        command.addAll(List.of("-t", "-p", folder + "/", "-c", file.toString()));
        Process asked = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)
                .lines()
                .toList();
        assertEquals(0, asked.waitFor());
        String name = "nginx: the configuration file " + file + " syntax is ok";
        assertEquals(name, said.get(0));
        assertEquals("nginx: configuration file " + file + " test is successful", said.get(said.size() - 1));
        for (String directive : List.of("fastcgi_pass", "limit_req")) {
            assertEquals(1, count(said, "nginx: [warn] ", "\"" + directive + "\" is not "));
        }
        assertEquals(4, said.size());
    }

    @Test
    void whatWouldChangeAnAnswerToAuthHttp_isRefused_untilHttpIsLeftAlone() throws Exception {
        String auth = "auth_request /x; proxy_pass http://127.0.0.1:9;";
        IOException refused = assertThrows(IOException.class, () -> Program.postern()
                .start(folder, text(auth, ""), List.of(mail))
                .close());
        assertTrue(
                String.valueOf(refused.getMessage())
                        .contains(
                                "[emerg] \"auth_request\" is not available in http servers that Postern answers itself;"
                                        + " serve this endpoint with nginx and set \"http_serve off\" in "),
                refused.getMessage());
        try (Program.Running running = Program.postern().start(folder, text(auth, "http_serve off;"), List.of(mail))) {
            assertThrows(ConnectException.class, () -> new Socket(InetAddress.getLoopbackAddress(), port).close());
            assertTrue(running.process().isAlive());
        }
        assertFalse(Files.readString(folder.resolve("logs/error.log")).contains("[emerg]"));
    }

    @Test
    void programsAndModulesThatWeDoNotKnow_wouldChangeAnAnswerToo() throws Exception {
        String loads = "load_module modules/ngx_http_headers_more_filter_module.so;\n";
        for (String auth : List.of("more_set_headers 'Auth-Status: OK'; return 204;", "js_content auth.check;")) {
            IOException refused = assertThrows(IOException.class, () -> Program.postern()
                    .start(folder, loads + text(auth, ""), List.of(mail))
                    .close());
            assertTrue(
                    String.valueOf(refused.getMessage())
                            .contains("[emerg] \"" + auth.split(" ", 2)[0]
                                    + "\" is not available in http servers that Postern answers itself;"),
                    refused.getMessage());
        }
    }

    private static long count(List<String> log, String level, String text) {
        return log.stream().filter(l -> l.contains(level) && l.contains(text)).count();
    }

    private String ask(String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
