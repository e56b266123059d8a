package io.postern.side;

import io.postern.side.Plan.End;
import io.postern.side.Plan.Move;
import io.postern.side.Plan.Reply;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client's time is up while nobody looks at it: its name is being looked up, or it has asked once more after a refusal. nginx keeps that
 * in mind and takes the client's next event for the end of its time. Each is played with nginx and with Postern.
 */
class OverdueIT {
    private static final String HEADER = "PROXY TCP4 192.0.2.1 192.0.2.2 1111 25\r\n";
    private static final int LONG = 3500;

    private static final String REFUSED = "HTTP/1.0 200 OK\r\nAuth-Status: no\r\nAuth-Wait: 1\r\n\r\n";
    private static final String GOOD =
            "HTTP/1.0 200 OK\r\nAuth-Status: OK\r\nAuth-Server: 127.0.0.1\r\nAuth-Port: ${back}\r\nAuth-Pass: p\r\n\r\n";

    @Test
    void timeThatRunsOutUnseen_isMetAsNginxMeetsIt(@TempDir Path folder) throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Rooms rooms = new Rooms();
            naming(rooms, silent.getLocalPort(), Security.NONE, "");
            naming(rooms, silent.getLocalPort(), Security.NONE, "smtp_greeting_delay 3s;");
            naming(rooms, silent.getLocalPort(), Security.TLS, "");
            for (String protocol : List.of("imap", "pop3", "smtp")) {
                askingAgain(rooms, protocol);
            }
            rooms.playAll(folder);
        }
    }

    /** The name server is silent for longer than {@code timeout}, which runs since before the PROXY header or the handshake. */
    private static void naming(Rooms rooms, int nameServer, Security security, String more) throws Exception {
        Stage stage = new Stage();
        List<String> extra = new ArrayList<>(
                List.of("timeout 2s;", "resolver 127.0.0.1:" + nameServer + " ipv6=off;", "resolver_timeout 3s;"));
        if (!more.isEmpty()) {
            extra.add(more);
        }
        List<Plan> plans = new ArrayList<>();
        for (String said : List.of("", "EHLO x\r\n")) {
            List<Move> moves = new ArrayList<>();
            moves.add(new Move.Rest(100));
            if (security == Security.NONE) {
                moves.add(new Move.Send(HEADER));
            } else {
                moves.add(new Move.Secure("TLSv1.3"));
            }
            moves.add(new Move.Rest(LONG));
            if (!said.isEmpty()) {
                moves.add(new Move.Send(said));
                moves.add(new Move.Send("\r\n"));
            }
            moves.add(new Move.Leave(End.CLOSE));
            plans.add(new Plan(moves, List.of(), List.of(), List.of()));
        }
        String listen = security == Security.NONE ? "proxy_protocol" : "";
        Place place = Place.port(Ports.free());
        rooms.add(
                stage,
                new Door("naming" + security + extra.size(), "smtp", place, stage.authPort(), security, listen, extra),
                plans);
    }

    /** The second of two logins, sent with the first, begins before {@code timeout} does and is longer under way. */
    private static void askingAgain(Rooms rooms, String protocol) throws Exception {
        Stage stage = new Stage();
        String login = login(protocol);
        List<Plan> plans = List.of(new Plan(
                List.of(
                        new Move.Send(login + login),
                        new Move.Rest(1100),
                        new Move.Rest(LONG),
                        new Move.Rest(50),
                        new Move.Send("NOOP\r\n"),
                        new Move.Send("NOOP\r\n"),
                        new Move.Leave(End.CLOSE)),
                List.of(said(REFUSED, 0), said(GOOD, 3)),
                replies(protocol),
                List.of()));
        rooms.add(
                stage,
                new Door(
                        "asking-" + protocol,
                        protocol,
                        Place.port(Ports.free()),
                        stage.authPort(),
                        Security.NONE,
                        "",
                        List.of("timeout 2s;")),
                plans);
    }

    private static String login(String protocol) {
        return switch (protocol) {
            case "imap" -> "a LOGIN joe secret\r\n";
            case "pop3" -> "AUTH PLAIN AGpvZQBzZWNyZXQ=\r\n";
            default -> "AUTH PLAIN AGpvZQBzZWNyZXQ=\r\n";
        };
    }

    private static List<Reply> replies(String protocol) {
        List<String> lines =
                switch (protocol) {
                    case "imap" -> List.of("* OK ready", "+ OK", "+ OK", "a OK in");
                    case "pop3" -> List.of("+OK ready", "+OK", "+OK in");
                    default -> List.of("220 ready", "250 XCLIENT", "220 xclient");
                };
        return lines.stream().map(line -> said(line + "\r\n", 0)).toList();
    }

    private static Reply said(String text, int late) {
        return new Reply(List.of(text), End.STAY, late);
    }
}
