package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.side.Program.Running;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which server answers whom, where a wildcard and addresses share a port and servers have several, and whose PROXY header is believed: as in
 * nginx, by what clients are told and what the log says.
 */
class AddressesIT {
    private static final int PATIENCE = 30_000;

    /** Who speaks from where to where: {@code @} is the shared port, {@code %} one that a server has besides. */
    private static final List<String> CLIENTS = List.of(
            "127.0.0.1 127.0.0.1 @",
            "127.0.0.1 127.0.0.2 @",
            "127.0.0.1 127.0.0.3 @",
            "127.0.0.1 127.0.0.1 %",
            "::1 ::1 @",
            "127.0.0.1 127.0.0.5 @ PROXY TCP4 192.0.2.1 192.0.2.2 1111 25",
            "127.9.0.1 127.0.0.5 @ PROXY TCP4 192.0.2.1 192.0.2.2 1111 25",
            "127.0.0.77 127.0.0.5 @ PROXY TCP6 2001:db8::1 2001:db8::2 1111 25",
            "127.0.0.9 127.0.0.6 @ PROXY TCP4 192.0.2.1 192.0.2.2 1111 25",
            "127.0.0.1 127.0.0.6 @ PROXY TCP4 192.0.2.1 192.0.2.2 1111 25",
            "::1 ::1 % PROXY TCP6 2001:db8::1 2001:db8::2 1111 25");

    @Test
    void clients_meetTheServerThatNginxWouldChoose(@TempDir Path folder) throws Exception {
        Optional<Program> nginx = Program.nginx();
        assumeTrue(nginx.isPresent(), "no nginx with mail on the PATH or in POSTERN_NGINX");
        String ours = seen(Program.postern(), folder.resolve("p"));
        assertTrue(ours.contains("client: 192.0.2.1, server: 127.0.0.5:@"), ours);
        assertEquals(seen(nginx.orElseThrow(), folder.resolve("n")), ours);
    }

    private static String seen(Program program, Path folder) throws Exception {
        int port = Ports.free();
        int other = Ports.free();
        String conf = """
                daemon off;
                pid logs/nginx.pid;
                error_log logs/error.log info;
                events { }
                mail {
                    auth_http 127.0.0.1:1;
                    smtp_auth none;
                    server { server_name wild; listen @; protocol smtp; }
                    server { server_name pop3one; listen 127.0.0.1:@; listen 127.0.0.1:%; protocol pop3; pop3_auth apop; }
                    server { server_name two; listen 127.0.0.2:@; protocol smtp; }
                    server { server_name wild6; listen [::]:@ ipv6only=on; protocol smtp; }
                    server {
                        server_name net; listen 127.0.0.5:@ proxy_protocol; protocol smtp;
                        set_real_ip_from 127.0.0.64/26; set_real_ip_from 127.0.0.1;
                    }
                    server {
                        server_name name; listen 127.0.0.6:@ proxy_protocol; listen [::1]:% proxy_protocol; protocol smtp;
                        set_real_ip_from localhost; set_real_ip_from ::/16;
                    }
                }
                """.replace("@", port + "").replace("%", other + "");
        StringBuilder said = new StringBuilder();
        try (Running running = program.start(folder, conf, List.of(port, other))) {
            for (String client : CLIENTS) {
                said.append(client)
                        .append(": ")
                        .append(talk(client, port, other))
                        .append('\n');
            }
            assertTrue(running.process().isAlive());
        }
        for (List<String> session : LoggedSessions.sessions(folder.resolve("logs/error.log"))) {
            // others have only looked whether somebody is there
            if (session.toString().contains("auth state, client: ")
                    && session.toString().contains("refused")) {
                said.append(String.join("\n", session)).append('\n');
            }
        }
        return said.toString()
                .replaceAll("<[^@\n]*@", "<SALT@")
                .replaceAll("(127\\.[\\d.]+):\\d+ connected", "$1:PORT connected")
                .replace(port + "", "@")
                .replace(other + "", "%");
    }

    /** A session that asks the auth server, which is not there: the log says so, and who the client is. */
    private static String talk(String client, int port, int other) throws IOException {
        String[] words = client.split(" ", 4);
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE);
            socket.bind(new InetSocketAddress(InetAddress.getByName(words[0]), 0));
            socket.connect(new InetSocketAddress(InetAddress.getByName(words[1]), words[2].equals("@") ? port : other));
            String said = (words.length > 3 ? words[3] + "\r\n" : "")
                    + (words[1].equals("127.0.0.1")
                            ? "APOP joe 0123456789abcdef0123456789abcdef\r\n"
                            : "EHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n");
            socket.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
            return Words.escape(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
        }
    }
}
