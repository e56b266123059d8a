package io.postern.side;

import io.postern.side.Plan.End;
import io.postern.side.Plan.Move;
import io.postern.side.Plan.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sessions at the edges of buffers, one by one rather than by chance: commands, words of a login, literals, replies of auth servers and
 * back ends that just fit, and that just do not. Each is played with nginx and with Postern.
 */
class EdgesIT {
    /** The clients' buffers: nginx's own for POP3, chosen for the others. */
    private static final int CLIENT_BUFFER = 128;

    private static final int PROXY_BUFFER = 96;
    /** nginx's buffer for an auth server's reply. */
    private static final int AUTH_BUFFER = 1024;

    /** The longest record of TLS, and how many bytes in a second one OpenSSL reads at once with it. */
    private static final int RECORD = 16_384;

    private static final int READ_WITH_IT = 281;
    private static final int AROUND = 2;
    private static final List<String> PROTOCOLS = List.of("imap", "pop3", "smtp");
    private static final int ROOMS = 12;
    /** How many of them speak in clear. */
    private static final int PLAIN = 9;

    private static final String GOOD =
            "HTTP/1.0 200 OK\r\nAuth-Status: OK\r\nAuth-Server: 127.0.0.1\r\nAuth-Port: ${back}\r\nAuth-Pass: p\r\n";

    @Test
    void whatJustFitsAndWhatJustDoesNot_isMetAsNginxMeetsIt(@TempDir Path folder) throws Exception {
        Rooms rooms = new Rooms();
        for (int i = 0; i < ROOMS; i++) {
            String protocol = PROTOCOLS.get(i % PROTOCOLS.size());
            Stage stage = new Stage();
            List<String> extra = new ArrayList<>(List.of("proxy_buffer " + PROXY_BUFFER + ";"));
            if (!protocol.equals("pop3")) {
                extra.add(protocol + "_client_buffer " + CLIENT_BUFFER + ";");
            }
            if (i % 2 == 1) {
                extra.add("proxy_pass_error_message on;");
            }
            Security security = i < PLAIN ? Security.NONE : Security.TLS;
            rooms.add(
                    stage,
                    new Door("door" + i, protocol, Place.port(Ports.free()), stage.authPort(), security, "", extra),
                    i < PLAIN ? share(protocol, i / PROTOCOLS.size()) : secured(protocol));
        }
        rooms.play(folder);
    }

    /** Buffers in which hardly anything has room, or nothing, and some that are larger than what is read at once. */
    @Test
    void oddBuffers_areMetAsNginxMeetsThem(@TempDir Path folder) throws Exception {
        Rooms rooms = new Rooms();
        for (String protocol : PROTOCOLS) {
            for (String size : List.of("0", "1", "2", "3", "5", "150k")) {
                Stage stage = new Stage();
                List<String> extra = new ArrayList<>(List.of("proxy_buffer " + size + ";"));
                List<Plan> plans = new ArrayList<>();
                plans.add(plan(
                        login(protocol),
                        GOOD + "\r\n",
                        replies(protocol).stream()
                                .map(line -> said(line + "\r\n"))
                                .toList()));
                if (!protocol.equals("pop3")) {
                    Stage other = new Stage();
                    rooms.add(
                            other,
                            new Door(
                                    "client" + protocol + size,
                                    protocol,
                                    Place.port(Ports.free()),
                                    other.authPort(),
                                    Security.NONE,
                                    "",
                                    List.of(protocol + "_client_buffer " + size + ";")),
                            crowded(protocol));
                }
                rooms.add(
                        stage,
                        new Door(
                                "proxy" + protocol + size,
                                protocol,
                                Place.port(Ports.free()),
                                stage.authPort(),
                                Security.NONE,
                                "",
                                extra),
                        plans);
            }
        }
        rooms.play(folder);
    }

    private static List<Plan> crowded(String protocol) {
        String noop = protocol.equals("imap") ? "b NOOP\r\n" : "NOOP\r\n";
        String begin = protocol.equals("imap") ? "a NOOP " : "NOOP ";
        List<Plan> plans = new ArrayList<>();
        for (String said : List.of("", "\r\n", "x", noop, noop + noop)) {
            plans.add(talk(said));
        }
        for (int length : List.of(65_536, 70_000, 131_072)) {
            plans.add(talk(noop.repeat(length / noop.length())));
        }
        for (int length : List.of(65_536, 131_072, 153_600, 153_601, 170_000)) {
            plans.add(talk(begin + "l".repeat(length - begin.length() - 2) + "\r\n" + noop, noop));
        }
        return plans;
    }

    /** What one of the rooms that speak in clear plays of all plans. */
    private static List<Plan> share(String protocol, int number) {
        List<Plan> all = plans(protocol);
        List<Plan> mine = new ArrayList<>();
        for (int i = number; i < all.size(); i += PLAIN / PROTOCOLS.size()) {
            mine.add(all.get(i));
        }
        return mine;
    }

    private static List<Plan> secured(String protocol) {
        List<Plan> plans = new ArrayList<>();
        overflowing(protocol, List.of(new Move.Secure("TLSv1.3")), List.of(new Move.Leave(End.CUT)), plans);
        // what is not read with the first record resets the connection
        around(
                READ_WITH_IT,
                length -> plans.add(new Plan(
                        List.of(
                                new Move.Secure("TLSv1.3"),
                                new Move.Send("x".repeat(RECORD + length)),
                                new Move.Leave(End.CLOSE)),
                        List.of(),
                        List.of(),
                        List.of())));
        return plans;
    }

    private static List<Plan> plans(String protocol) {
        List<Plan> plans = new ArrayList<>();
        around(CLIENT_BUFFER, length -> commands(protocol, length, plans));
        around(PROXY_BUFFER, length -> backends(protocol, length, plans));
        around(AUTH_BUFFER, length -> auths(protocol, length, plans));
        pieces(protocol, plans);
        overflowing(protocol, List.of(), List.of(new Move.Send("\r\n"), new Move.Leave(End.CLOSE)), plans);
        return plans;
    }

    /** So many commands in one piece that the last ones do not fit, and then what makes nginx look again. */
    private static void overflowing(String protocol, List<Move> before, List<Move> behind, List<Plan> plans) {
        String noop = protocol.equals("imap") ? "b NOOP\r\n" : "NOOP\r\n";
        for (String last : List.of("", noop, noop + "\r\n", noop + noop + "x")) {
            around(CLIENT_BUFFER, length -> {
                String full = noop.repeat((length - noop.length() - 2) / noop.length());
                List<Move> moves = new ArrayList<>(before);
                moves.add(new Move.Send(full + "z".repeat(length - full.length() - 2) + "\r\n" + last));
                moves.addAll(behind);
                plans.add(new Plan(moves, List.of(), List.of(), List.of()));
            });
        }
    }

    private static void around(int edge, Consumer<Integer> then) {
        for (int length = edge - AROUND; length <= edge + AROUND; length++) {
            then.accept(length);
        }
    }

    /** Commands of so many bytes, their end included. */
    private static void commands(String protocol, int length, List<Plan> plans) {
        String begin = protocol.equals("imap") ? "a NOOP " : "NOOP ";
        String noop = protocol.equals("imap") ? "b NOOP\r\n" : "NOOP\r\n";
        for (String end : List.of("\r\n", "\n", "")) {
            String line = begin + "x".repeat(length - begin.length() - end.length()) + end;
            plans.add(talk(line));
            plans.add(talk(line + noop));
            plans.add(talk(noop + line));
            plans.add(talk(line.substring(0, length / 2), line.substring(length / 2), noop));
        }
        String word = "d".repeat(length - 2) + "\r\n";
        switch (protocol) {
            case "imap" -> {
                plans.add(talk("a LOGIN {" + length + "}\r\n", "x".repeat(length), " y\r\n"));
                plans.add(talk("a LOGIN {" + (length - 20) + "+}\r\n" + "x".repeat(length - 20) + " y\r\n" + noop));
                plans.add(talk("a LOGIN \"" + "q".repeat(length - 16) + "\" \"y\"\r\n"));
                plans.add(talk("a LOGIN \"" + "\\\"".repeat((length - 16) / 2) + "\" y\r\n"));
                plans.add(talk("a AUTHENTICATE PLAIN\r\n", word));
                plans.add(talk("a AUTHENTICATE PLAIN\r\n" + word));
                plans.add(talk("t".repeat(length - 7) + " NOOP\r\n"));
            }
            case "pop3" -> {
                plans.add(talk("USER " + "u".repeat(length - 7) + "\r\n", "PASS x\r\n"));
                plans.add(talk("USER u\r\nPASS " + "p".repeat(length - 7) + "\r\n"));
                plans.add(talk("AUTH PLAIN\r\n", word));
                plans.add(talk("AUTH PLAIN " + "d".repeat(length - 13) + "\r\n"));
            }
            default -> {
                plans.add(talk("EHLO " + "h".repeat(length - 7) + "\r\n", "AUTH PLAIN AGEAYg==\r\n"));
                plans.add(talk("EHLO x\r\n", "AUTH PLAIN\r\n", word));
                plans.add(talk("EHLO x\r\nAUTH LOGIN\r\n", word, word));
                plans.add(talk("EHLO x\r\n", "MAIL FROM:<" + "m".repeat(length - 14) + ">\r\n"));
            }
        }
    }

    /** Back ends whose n-th reply has so many bytes. */
    private static void backends(String protocol, int length, List<Plan> plans) {
        List<String> good = replies(protocol);
        for (int i = 0; i < good.size(); i++) {
            String line = good.get(i);
            List<Reply> replies = new ArrayList<>();
            List<Reply> broken = new ArrayList<>();
            for (int j = 0; j < good.size(); j++) {
                String filled = i == j ? line + " " + "x".repeat(length - line.length() - 3) : good.get(j);
                replies.add(said(filled + "\r\n"));
                broken.add(
                        i == j
                                ? said(filled.substring(0, length / 2), filled.substring(length / 2) + "\r\n")
                                : said(good.get(j) + "\r\n"));
            }
            plans.add(plan(login(protocol), GOOD + "\r\n", replies));
            plans.add(plan(login(protocol), GOOD + "\r\n", broken));
        }
        String no = protocol.equals("imap") ? "a NO " : protocol.equals("pop3") ? "-ERR " : "550 ";
        plans.add(plan(
                login(protocol),
                GOOD + "\r\n",
                List.of(said(good.get(0) + "\r\n"), said(no + "x".repeat(length - no.length() - 2) + "\r\n"))));
    }

    /** Auth servers whose reply has so many bytes. */
    private static void auths(String protocol, int length, List<Plan> plans) {
        List<Reply> replies =
                replies(protocol).stream().map(line -> said(line + "\r\n")).toList();
        // the port is five digits long
        int said = GOOD.length() - "${back}".length() + 5;
        String pad = "X-Pad: " + "x".repeat(length - said - "X-Pad: \r\n\r\n".length()) + "\r\n";
        plans.add(plan(login(protocol), GOOD + pad + "\r\n", replies));
        plans.add(plan(login(protocol), pad + GOOD + "\r\n", replies));
        String error = "HTTP/1.0 200 OK\r\nAuth-Status: ";
        plans.add(plan(login(protocol), error + "e".repeat(length - error.length() - 4) + "\r\n\r\n", replies));
    }

    /** Replies cut at every place. */
    private static void pieces(String protocol, List<Plan> plans) {
        List<String> good = replies(protocol);
        List<Reply> whole = good.stream().map(line -> said(line + "\r\n")).toList();
        String reply = "HTTP/1.0 200 OK\r\nAuth-Status: OK\r\nAuth-Server: 127.0.0.1\r\nAuth-Port: ";
        for (int at = 1; at < reply.length(); at += 3) {
            plans.add(new Plan(
                    login(protocol),
                    List.of(said(reply.substring(0, at), reply.substring(at) + "${back}\r\nAuth-Pass: p\r\n\r\n")),
                    whole,
                    List.of()));
        }
        for (int i = 0; i < good.size(); i++) {
            String line = good.get(i) + "\r\n";
            for (int at = 1; at < line.length(); at += 2) {
                List<Reply> cut = new ArrayList<>(whole);
                cut.set(i, said(line.substring(0, at), line.substring(at)));
                plans.add(plan(login(protocol), GOOD + "\r\n", cut));
            }
        }
    }

    private static List<String> replies(String protocol) {
        return switch (protocol) {
            case "imap" -> List.of("* OK ready", "+ OK", "+ OK", "a OK in");
            case "pop3" -> List.of("+OK ready", "+OK", "+OK in");
            default -> List.of("220 ready", "250-back\r\n250 XCLIENT", "220 xclient", "250 hello");
        };
    }

    private static List<Move> login(String protocol) {
        String bytes =
                switch (protocol) {
                    case "imap" -> "a LOGIN joe secret\r\n";
                    case "pop3" -> "AUTH PLAIN AGpvZQBzZWNyZXQ=\r\n";
                    default -> "EHLO x\r\nAUTH PLAIN AGpvZQBzZWNyZXQ=\r\n";
                };
        return List.of(new Move.Send(bytes), new Move.Leave(End.CLOSE));
    }

    private static Reply said(String... pieces) {
        return new Reply(List.of(pieces), End.STAY, 0);
    }

    private static Plan plan(List<Move> moves, String auth, List<Reply> login) {
        return new Plan(moves, List.of(said(auth)), login, List.of());
    }

    /** A client that is refused whatever it asks for. */
    private static Plan talk(String... pieces) {
        List<Move> moves = new ArrayList<>();
        for (String piece : pieces) {
            moves.add(new Move.Send(piece));
        }
        moves.add(new Move.Leave(End.CLOSE));
        return new Plan(
                moves,
                List.of(said("HTTP/1.0 200 OK\r\nAuth-Status: no\r\nAuth-Wait: 1\r\n\r\n")),
                List.of(),
                List.of());
    }
}
