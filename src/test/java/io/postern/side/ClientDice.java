package io.postern.side;

import io.postern.side.Plan.End;
import io.postern.side.Plan.Move;
import java.util.ArrayList;
import java.util.List;

/** What a client might say: mostly sense, some nonsense, in any pieces. */
final class ClientDice {
    private final Dice dice;
    private final String protocol;

    ClientDice(Dice dice, String protocol) {
        this.dice = dice;
        this.protocol = protocol;
    }

    List<Move> moves(boolean proxied) {
        List<String> commands = new ArrayList<>();
        if (proxied) {
            commands.add(proxyHeader());
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
        List<Move> moves = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
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
            if (dice.percent(72)) {
                flush(moves, piece);
            }
        }
        flush(moves, piece);
        if (dice.percent(2)) {
            moves.add(dice.below(moves.size() + 1), new Move.Rest(1200));
        }
        End how = dice.percent(70) ? End.CLOSE : dice.percent(50) ? End.HALF : dice.percent(50) ? End.RESET : End.STAY;
        int early = dice.percent(6) ? dice.below(moves.size() + 1) : moves.size();
        moves.subList(early, moves.size()).clear();
        moves.add(new Move.Leave(how));
        return moves;
    }

    private static void flush(List<Move> moves, StringBuilder piece) {
        if (piece.length() > 0) {
            moves.add(new Move.Send(piece.toString()));
            piece.setLength(0);
        }
    }

    private String proxyHeader() {
        return dice.one(
                "PROXY TCP4 192.0.2.1 192.0.2.2 1111 25\r\n",
                "PROXY TCP6 2001:db8::1 2001:db8::2 1111 25\r\n",
                "PROXY UNKNOWN\r\n",
                "PROXY UNKNOWN whatever it is\r\n",
                "PROXY TCP4 192.0.2.1 192.0.2.2 70000 25\r\n",
                "\r\n\r\n\0\r\nQUIT\n!\u0011\0\f\u00c0\0\2\1\u00c0\0\2\2\4W\0\31",
                "\r\n\r\n\0\r\nQUIT\n \0\0\0");
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
        argument(line, dice.name());
        line.append(dice.one(" ", " ", " ", "  ", ""));
        argument(line, dice.password());
        return List.of(line + dice.lineEnd());
    }

    private void argument(StringBuilder line, String value) {
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
        return switch (dice.below(6)) {
            case 0 -> List.of(verb + "PLAIN" + end, plain + end);
            case 1 -> List.of(verb + "plain " + plain + end);
            case 2 -> List.of(verb + "LOGIN" + end, dice.base64(name) + end, dice.base64(dice.password()) + end);
            case 3 -> List.of(verb + "LOGIN " + dice.base64(name) + end, dice.base64(dice.password()) + end);
            case 4 -> List.of(verb + "CRAM-MD5" + end, dice.base64(name + " 0123456789abcdef0123456789abcdef") + end);
            default ->
                dice.percent(50)
                        ? List.of(verb + "EXTERNAL" + end, dice.base64(name) + end)
                        : List.of(verb + dice.one("EXTERNAL =", "GSSAPI", "", "PLAIN a b", "*") + end);
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
        return List.of(line + dice.lineEnd());
    }
}
