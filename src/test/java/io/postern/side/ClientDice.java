package io.postern.side;

import io.postern.side.Plan.End;
import io.postern.side.Plan.Move;
import java.util.ArrayList;
import java.util.List;

/** What a client might say: mostly sense, some nonsense, in any pieces. */
final class ClientDice {
    private final Dice dice;
    private final Door door;
    private final String protocol;

    ClientDice(Dice dice, Door door) {
        this.dice = dice;
        this.door = door;
        protocol = door.protocol();
    }

    List<Move> moves() {
        List<Move> moves = new ArrayList<>();
        List<String> commands = new ArrayList<>();
        if (door.proxied()) {
            commands.add(proxyHeader());
        }
        if (door.has("smtp_greeting_delay") && dice.percent(80)) {
            say(moves, commands);
            commands.clear();
            moves.add(new Move.Rest(900));
        }
        boolean secure = door.security() == Security.TLS || (door.security() == Security.STARTTLS && dice.percent(85));
        if (secure) {
            say(moves, commands);
            commands.clear();
            secure(moves);
        }
        if (protocol.equals("smtp") && dice.percent(85)) {
            commands.add(
                    dice.one("EHLO ", "HELO ", "ehlo ") + dice.one("client.example.org", "[127.0.0.1]", "x") + "\r\n");
        }
        for (int i = dice.below(4); i > 0; i--) {
            commands.addAll(command());
        }
        if (dice.percent(85)) {
            commands.addAll(login());
        }
        for (int i = dice.below(4); i > 0; i--) {
            commands.addAll(dice.percent(30) ? login() : command());
        }
        if (dice.percent(5)) {
            commands.add(dice.below(commands.size() + 1), pipeline());
        }
        if (dice.percent(4)) {
            commands.add(dice.below(commands.size() + 1), much());
        }
        if (dice.percent(5)) {
            commands.add(dice.below(commands.size() + 1), faults());
        }
        int behindTls = moves.size();
        say(moves, commands);
        if (dice.percent(door.extra().toString().contains("timeout") ? 15 : 2)) {
            moves.add(dice.below(moves.size() + 1), new Move.Rest(2200));
        }
        if (secure && dice.percent(3)) {
            int at = behindTls + dice.below(moves.size() - behindTls + 1);
            moves.add(
                    at,
                    new Move.Raw(dice.one(
                            "NOOP\r\n", "\u0017\u0003\u0003\0\u0005hello", "\u0015\u0003\u0003\0\u0002\u0001\0", "x")));
        }
        if (dice.percent(6) && !moves.isEmpty()) {
            shred(moves);
        }
        int early = dice.percent(10) ? dice.below(moves.size() + 1) : moves.size();
        moves.subList(early, moves.size()).clear();
        moves.add(new Move.Leave(end(secure)));
        return moves;
    }

    private End end(boolean secure) {
        int way = dice.below(100);
        if (secure && way < 25) {
            return End.CUT;
        }
        return way < 65 ? End.CLOSE : way < 82 ? End.HALF : way < 92 ? End.RESET : End.STAY;
    }

    /** Goes to TLS, in some way or other. */
    private void secure(List<Move> moves) {
        if (door.security() == Security.STARTTLS) {
            String end = dice.lineEnd();
            if (protocol.equals("smtp") && dice.percent(85)) {
                moves.add(new Move.Send("EHLO before.example.org\r\n"));
            }
            if (dice.percent(10)) {
                moves.add(new Move.Send(command().get(0)));
            }
            moves.add(new Move.Send(
                    dice.one(protocol.equals("imap") ? "s STARTTLS" : protocol.equals("pop3") ? "STLS" : "STARTTLS")
                            + end
                            + (dice.percent(5) ? command().get(0) : "")));
        }
        if (dice.percent(4)) {
            moves.add(new Move.Send(dice.one("EHLO x\r\n", "\u0016\u0003\u0001", "\0", "GET / HTTP/1.0\r\n\r\n")));
            if (dice.percent(50)) {
                return;
            }
        }
        moves.add(new Move.Secure(dice.one("TLSv1.2", "TLSv1.3", "TLSv1.3")));
    }

    /** Sends something byte by byte. */
    private void shred(List<Move> moves) {
        int at = dice.below(moves.size());
        if (moves.get(at) instanceof Move.Send send && send.bytes().length() < 60) {
            moves.remove(at);
            for (int i = 0; i < send.bytes().length(); i++) {
                moves.add(at + i, new Move.Send(send.bytes().substring(i, i + 1)));
            }
        }
    }

    /** In pieces, some of them spoilt. */
    private void say(List<Move> moves, List<String> commands) {
        StringBuilder piece = new StringBuilder();
        int whole = dice.percent(12) ? 3 : 72;
        for (String command : commands) {
            String bytes = dice.percent(8) ? dice.spoil(command) : command;
            if (bytes.length() > 1 && dice.percent(12)) {
                int at = 1 + dice.below(bytes.length() - 1);
                piece.append(bytes, 0, at);
                flush(moves, piece);
                piece.append(bytes, at, bytes.length());
            } else {
                piece.append(bytes);
            }
            if (dice.percent(whole)) {
                flush(moves, piece);
            }
        }
        flush(moves, piece);
    }

    private static void flush(List<Move> moves, StringBuilder piece) {
        if (piece.length() > 0) {
            moves.add(new Move.Send(piece.toString()));
            piece.setLength(0);
        }
    }

    /** Many commands in one piece, perhaps with a login among them. */
    private String pipeline() {
        StringBuilder all = new StringBuilder();
        for (int i = 10 + dice.below(150); i > 0; i--) {
            if (dice.percent(2)) {
                login().forEach(all::append);
            } else {
                all.append(
                                dice.percent(90)
                                        ? (protocol.equals("imap") ? "p" + i + " NOOP" : "NOOP")
                                        : command().get(0))
                        .append("\r\n");
            }
        }
        return all.toString();
    }

    /**
     * More than goes into any buffer but a socket's: one line, many lines, or bytes that are none. What the kernel hands on in parts may be
     * met in parts or whole, so that it is no more than goes in one.
     */
    private String much() {
        int size = dice.around(4096, 8192, 16384, 28_000);
        String noop = protocol.equals("imap") ? "m NOOP\r\n" : "NOOP\r\n";
        return switch (dice.below(4)) {
            case 0 -> "z".repeat(size) + dice.lineEnd();
            case 1 -> noop.repeat(size / noop.length());
            case 2 -> (protocol.equals("imap") ? "m NOOP " : "NOOP ") + "w".repeat(size) + "\r\n" + noop;
            default -> dice.junk(size);
        };
    }

    /** So many mistakes that a client may be sent away for them, in one piece. */
    private String faults() {
        StringBuilder all = new StringBuilder();
        for (int i = 1 + dice.below(24); i > 0; i--) {
            all.append(dice.one(hostile(), "\r\n", "X\r\n", "\0\r\n", "* *\r\n", "=\r\n"))
                    .append(dice.lineEnd());
        }
        return all.toString();
    }

    private String proxyHeader() {
        return dice.one(
                "PROXY TCP4 192.0.2.1 192.0.2.2 1111 25\r\n",
                "PROXY TCP6 2001:db8::1 2001:db8::2 1111 25\r\n",
                "PROXY UNKNOWN\r\n",
                "PROXY UNKNOWN whatever it is\r\n",
                "PROXY TCP4 192.0.2.1 192.0.2.2 70000 25\r\n",
                "\r\n\r\n\0\r\nQUIT\n!\u0011\0\f\u00c0\0\2\1\u00c0\0\2\2\4W\0\31",
                "\r\n\r\n\0\r\nQUIT\n \0\0\0",
                // IPv6, with a TLV behind the addresses
                "\r\n\r\n\0\r\nQUIT\n!!\0+ \1\r\u00b8\0\0\0\0\0\0\0\0\0\0\0\1 \1\r\u00b8\0\0\0\0\0\0\0\0\0\0\0\2\4W\0\31"
                        + "\u0003\0\u0004crc!",
                "\r\n\r\n\0\r\nQUIT\n!\u0012\0\f\u00c0\0\2\1\u00c0\0\2\2\4W\0\31",
                "\r\n\r\n\0\r\nQUIT\n!\u0011\0\u0005\u00c0\0\2\1\u00c0",
                "PROXY TCP4 192.0.2.1 192.0.2.2 1111 " + "2".repeat(dice.around(2, 70)) + "\r\n",
                "PROXY TCP6 ::ffff:192.0.2.1 ::1 0 65535\r\n",
                "PROXY TCP4 192.0.2.1 192.0.2.2 1111 25\n",
                "PROXY TCP5 a b\r\n",
                "proxy TCP4 192.0.2.1 192.0.2.2 1111 25\r\n",
                "\r\n\r\n\0\r\nQUIT\n!1\0\0",
                "\r\n\r\n\0\r\nQUIT\n1\u0011\0\0",
                "PROXY TCP4 127.0.0.1 192.0.2.2 1111 25\r\n");
    }

    private List<String> login() {
        return switch (protocol) {
            case "imap" -> imapLogin();
            case "pop3" -> pop3Login();
            default ->
                dice.percent(35)
                        ? List.of(
                                "MAIL FROM:<" + dice.name() + ">" + dice.one("", " SIZE=1", " BODY=8BITMIME")
                                        + dice.lineEnd(),
                                "RCPT TO:<" + dice.name() + ">" + dice.lineEnd())
                        : sasl("AUTH ");
        };
    }

    private List<String> imapLogin() {
        String tag = dice.one("a", "A1", "x.y", "tag-1", "longer_tag_0123456789");
        if (dice.percent(45)) {
            return sasl(tag + " AUTHENTICATE ");
        }
        StringBuilder line = new StringBuilder(tag + dice.one(" LOGIN ", " login ", "  Login  "));
        argument(line, dice.percent(94) ? dice.name() : "n".repeat(dice.around(64, 128, 300, 1024, 4096)));
        line.append(dice.one(" ", " ", " ", "  ", ""));
        argument(line, dice.password());
        return List.of(line + dice.lineEnd());
    }

    private void argument(StringBuilder line, String value) {
        if (dice.percent(5)) {
            int n = value.length();
            line.append(dice.one(
                            "{" + n + "}\n",
                            "{" + n + "+}\n",
                            "{" + n + "} \r\n",
                            "{" + n + "-}\r\n",
                            "~{" + n + "}\r\n",
                            "{0" + n + "}\r\n",
                            "{" + n + "++}\r\n",
                            "{" + (n + 1) + "}\r\n",
                            "{0}\r\n",
                            "{0+}\r\n"))
                    .append(value);
            return;
        }
        switch (dice.below(4)) {
            case 0 -> line.append(value);
            case 1 ->
                line.append('"')
                        .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
                        .append('"');
            case 2 -> line.append('{').append(value.length()).append("+}\r\n").append(value);
            default -> line.append('{').append(value.length()).append("}\r\n").append(value);
        }
    }

    private List<String> pop3Login() {
        return switch (dice.below(4)) {
            case 0 -> List.of("APOP " + dice.name() + " 0123456789abcdef0123456789abcdef" + dice.lineEnd());
            case 1 -> sasl("AUTH ");
            default -> List.of("USER " + dice.name() + dice.lineEnd(), "PASS " + dice.password() + dice.lineEnd());
        };
    }

    private List<String> sasl(String verb) {
        String end = dice.lineEnd();
        String name = dice.name();
        String plain = dice.base64("\0" + name + "\0" + dice.password());
        if (dice.percent(6)) {
            // given up
            return dice.percent(50)
                    ? List.of(verb + dice.one("PLAIN", "LOGIN", "CRAM-MD5", "EXTERNAL") + end, "*" + dice.lineEnd())
                    : List.of(verb + "LOGIN" + end, dice.base64(name) + end, "*" + dice.lineEnd());
        }
        return switch (dice.below(6)) {
            case 0 -> List.of(verb + "PLAIN" + end, plain + end);
            case 1 -> List.of(verb + "plain " + plain + end);
            case 2 -> List.of(verb + "LOGIN" + end, dice.base64(name) + end, dice.base64(dice.password()) + end);
            case 3 -> List.of(verb + "LOGIN " + dice.base64(name) + end, dice.base64(dice.password()) + end);
            case 4 -> List.of(verb + "CRAM-MD5" + end, dice.base64(name + " 0123456789abcdef0123456789abcdef") + end);
            default ->
                dice.percent(50)
                        ? List.of(verb + "EXTERNAL" + end, dice.base64(name) + end)
                        : List.of(
                                verb
                                        + dice.one(
                                                "EXTERNAL =",
                                                "GSSAPI",
                                                "",
                                                "PLAIN a b",
                                                "*",
                                                "XOAUTH2 " + plain,
                                                "OAUTHBEARER",
                                                "PLAIN =",
                                                "LOGIN =",
                                                "CRAM-MD5 x",
                                                "PLAIN\0")
                                        + end,
                                plain + end);
        };
    }

    private List<String> command() {
        String line =
                switch (protocol) {
                    case "imap" ->
                        dice.one("a", "b2", "*", "", "x".repeat(33)) + " "
                                + dice.one(
                                        "NOOP",
                                        "noop",
                                        "CAPABILITY",
                                        "LOGOUT",
                                        "STARTTLS",
                                        "SELECT INBOX",
                                        "ID NIL",
                                        "LOGIN",
                                        "LOGIN a",
                                        "NOOP x y z");
                    case "pop3" ->
                        dice.one(
                                "NOOP",
                                "capa",
                                "CAPA",
                                "QUIT",
                                "STLS",
                                "STAT",
                                "AUTH",
                                "USER",
                                "PASS x",
                                "RETR 1",
                                "USER a b",
                                "");
                    default ->
                        dice.one(
                                "NOOP",
                                "RSET",
                                "QUIT",
                                "STARTTLS",
                                "EHLO",
                                "HELO x",
                                "EHLO y",
                                "MAIL FROM:<a@b>",
                                "RCPT TO:<c@d>",
                                "VRFY x",
                                "DATA",
                                "rset",
                                "");
                };
        return List.of((dice.percent(85) ? line : hostile()) + dice.lineEnd());
    }

    /** What nobody should say. */
    private String hostile() {
        String tag = protocol.equals("imap") ? "h " : "";
        return switch (dice.below(7)) {
            case 0 -> tag + "NOOP " + "x".repeat(dice.around(64, 128, 300, 4096));
            case 1 -> "y".repeat(dice.around(32, 64, 128, 300, 4096));
            case 2 -> dice.junk(1 + dice.below(60));
            case 3 -> tag + dice.one("USER", "LOGIN", "EHLO", "MAIL", "APOP") + " " + dice.junk(1 + dice.below(40));
            case 4 ->
                tag + "LOGIN "
                        + dice.one("{0}", "{}", "{-1}", "{4294967297}", "{99999}", "{3", "{3}x", "{2+}x", "{01}", "{1}")
                        + dice.one("\r\n", "\n", " ")
                        + dice.one("", "x", "ab ", " {2}\r\ncd", " \"p");
            case 5 ->
                tag + "LOGIN "
                        + dice.one("\"a", "\"a\\", "\"a\\\"b\" ", "a\"b c", "\"\" \"\"", "(a) b", "\"a\"b c")
                        + dice.one("", " \"", " x\"y");
            default -> tag + dice.one("AUTH", "AUTHENTICATE") + " PLAIN " + "A".repeat(dice.around(64, 128, 4096));
        };
    }
}
