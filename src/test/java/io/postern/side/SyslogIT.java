package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.side.Program.Running;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a syslog server is sent of sessions, and which levels of them: the same packets from nginx and from Postern. */
class SyslogIT {
    /** Logs of one server block each, {@code @} being the syslog server. */
    private static final List<String> LOGS = List.of(
            "error_log syslog:server=@ info;",
            "error_log syslog:server=@,tag=a_0 notice;",
            "error_log syslog:server=@,facility=mail,tag=a1 info;",
            "error_log syslog:server=@,facility=kern,severity=crit,tag=a2 info;",
            "error_log syslog:server=@,severity=debug,nohostname info;",
            "error_log syslog:server=@,nohostname,facility=local0,tag=a4 error;",
            "error_log syslog:server=@,tag=a5;",
            "error_log syslog:server=@,tag=a6 crit;",
            "error_log logs/seven.log info; error_log syslog:server=@,tag=a7 warn;",
            "error_log syslog:server=@,tag=a8 info; error_log syslog:server=@,facility=cron,tag=b8 error;");

    private static final String LAST = "error_log syslog:server=@,tag=last info;";
    private static final int PATIENCE = 30_000;

    @Test
    void packets_areThoseOfNginx(@TempDir Path folder) throws Exception {
        Optional<Program> nginx = Program.nginx();
        assumeTrue(nginx.isPresent(), "no nginx with mail on the PATH or in POSTERN_NGINX");
        String ours = seen(Program.postern(), folder.resolve("p"));
        assertTrue(ours.contains("<22>"), ours);
        Intended intended = Intended.between(nginx.get(), Program.postern());
        assertEquals(intended.level(seen(nginx.get(), folder.resolve("n"))), intended.level(ours));
    }

    /** Servers without a log of their own share the sockets of those they inherit. */
    @Test
    void inheritedLogs_haveOneSocket(@TempDir Path folder) throws Exception {
        Optional<Program> nginx = Program.nginx();
        assumeTrue(nginx.isPresent(), "no nginx with mail on the PATH or in POSTERN_NGINX");
        assertEquals(2, senders(Program.postern(), folder.resolve("p")));
        assertEquals(2, senders(nginx.get(), folder.resolve("n")));
    }

    private static int senders(Program program, Path folder) throws Exception {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(PATIENCE);
            List<Integer> ports = List.of(Ports.free(), Ports.free(), Ports.free());
            String syslog = "error_log syslog:server=127.0.0.1:" + server.getLocalPort() + " error;";
            String conf = "daemon off; pid logs/nginx.pid; error_log logs/error.log; events { }"
                    + " mail { server_name mail.example.com; auth_http 127.0.0.1:1; %1$s"
                    + " server { protocol pop3; listen 127.0.0.1:%2$d; } server { protocol pop3; listen 127.0.0.1:%3$d; }"
                    + " server { protocol pop3; listen 127.0.0.1:%4$d; %1$s } }\n";
            String text = conf.formatted(syslog, ports.get(0), ports.get(1), ports.get(2));
            Set<Integer> senders = new HashSet<>();
            try (Running running = program.start(folder, text, ports)) {
                for (int port : ports) {
                    talk(port, "joe");
                    DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
                    server.receive(packet);
                    senders.add(packet.getPort());
                }
                assertTrue(running.process().isAlive());
            }
            return senders.size();
        }
    }

    private static String seen(Program program, Path folder) throws Exception {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(PATIENCE);
            StringBuilder conf = new StringBuilder("""
                    daemon off;
                    pid logs/nginx.pid;
                    error_log logs/error.log info;
                    events { }
                    mail {
                    server_name mail.example.com;
                    auth_http 127.0.0.1:1;
                    """);
            List<Integer> ports = new ArrayList<>();
            List<String> logs = new ArrayList<>(LOGS);
            logs.add(LAST);
            for (String log : logs) {
                ports.add(Ports.free());
                conf.append("server { listen 127.0.0.1:" + ports.get(ports.size() - 1) + "; protocol pop3; "
                        + log.replace("@", "127.0.0.1:" + server.getLocalPort()) + " }\n");
            }
            String text;
            // the one that says nothing of mere connections is tried until all are there
            try (Running running = program.start(folder, conf + "}\n", List.of(ports.get(1)))) {
                for (int port : ports) {
                    if (port != ports.get(ports.size() - 1)) {
                        // nginx sends no more of a line than stands before a NUL
                        talk(port, "j\0e");
                    }
                    talk(port, "joe");
                }
                text = packets(server, ports);
                assertTrue(running.process().isAlive());
            }
            return text;
        }
    }

    /** A session with lines at info and at error. */
    private static void talk(int port, String login) throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.setSoTimeout(PATIENCE);
            client.getOutputStream()
                    .write(("NONSENSE\r\nUSER " + login + "\r\nPASS secret\r\n").getBytes(StandardCharsets.US_ASCII));
            assertTrue(client.getInputStream().readAllBytes().length > 0, "a greeting");
        }
    }

    /** All up to the last session's error, without times, numbers and ports. */
    private static String packets(DatagramSocket server, List<Integer> ports) throws IOException {
        List<String> packets = new ArrayList<>();
        String packet = "";
        while (!(packet.contains(" last: ") && packet.contains("[error]"))) {
            DatagramPacket next = new DatagramPacket(new byte[4096], 4096);
            try {
                server.receive(next);
            } catch (SocketTimeoutException e) {
                packets.add("silence");
                break;
            }
            packet = new String(next.getData(), 0, next.getLength(), StandardCharsets.ISO_8859_1);
            if (packet.contains(": *")) {
                packets.add(plain(packet, ports));
            }
        }
        return String.join("\n", packets) + "\n";
    }

    private static String plain(String packet, List<Integer> ports) {
        String plain = packet.replaceFirst("^(<\\d+>)\\w{3} [ \\d]\\d [\\d:]{8} ", "$1TIME ")
                .replaceFirst(" \\d{4}/\\d\\d/\\d\\d [\\d:]{8} ", " TIME ")
                .replaceFirst("] \\d+#\\d+: \\*\\d+ ", "] N#N: *N ")
                .replaceFirst("client 127\\.0\\.0\\.1:\\d+ ", "client 127.0.0.1:PORT ");
        for (int i = 0; i < ports.size(); i++) {
            plain = plain.replace("127.0.0.1:" + ports.get(i), "DOOR" + i);
        }
        return Words.escape(plain);
    }
}
