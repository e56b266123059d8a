package io.postern.side;

import io.postern.side.Plan.End;
import io.postern.side.Plan.Reply;
import java.util.ArrayList;
import java.util.List;

/** What an auth server and a back end might answer. */
final class ServerDice {
    private static final int SINGLE = 24;
    private static final Reply SILENCE = new Reply(List.of(), End.STAY, 0);

    private final Dice dice;
    private final Door door;
    private final String protocol;

    ServerDice(Dice dice, Door door) {
        this.dice = dice;
        this.door = door;
        protocol = door.protocol();
    }

    List<Reply> auth() {
        List<Reply> replies = new ArrayList<>();
        // http{} does not serve what is no HTTP; its documentation says so
        boolean passedOn = !door.http().isEmpty();
        for (int i = 0; i < 4; i++) {
            StringBuilder text = new StringBuilder();
            String end = dice.percent(90) ? "\r\n" : "\n";
            if (passedOn) {
                text.append(dice.one("HTTP/1.0 200 OK", "HTTP/1.1 200 OK")).append(end);
                text.append("Content-Length: 0").append(end);
            } else if (dice.percent(95)) {
                text.append(dice.one("HTTP/1.0 200 OK", "HTTP/1.1 500 What", "HTTP/", "HTT"))
                        .append(end);
            }
            for (String header : headers()) {
                text.append(header).append(end);
            }
            text.append(dice.percent(96) ? end : "");
            text.append(!passedOn && dice.percent(10) ? "body\r\n" : "");
            String whole = !passedOn && dice.percent(5) ? dice.spoil(text.toString()) : text.toString();
            End leave = dice.percent(75)
                    ? End.STAY
                    : dice.percent(70) ? End.CLOSE : dice.percent(60) ? End.HALF : End.RESET;
            replies.add(
                    door.has("auth_http_timeout") && dice.percent(10)
                            ? SILENCE
                            : new Reply(pieces(whole), leave, late()));
        }
        return replies;
    }

    private int late() {
        return dice.percent(85) ? 0 : 1 + dice.below(3);
    }

    private List<String> headers() {
        List<String> headers = new ArrayList<>();
        if (dice.percent(78)) {
            headers.add("Auth-Status: OK");
        } else {
            headers.add(dice.one(
                    "Auth-Status: Invalid login",
                    "Auth-Status: Temporary problem",
                    "Auth-Status:",
                    "Auth-Status",
                    "auth-status: ok",
                    "Auth-Status: x"));
            if (dice.percent(30)) {
                headers.add(dice.one("Auth-Error-Code: 451 4.3.0", "Auth-Error-Code: 554"));
            }
        }
        headers.add(
                dice.percent(93)
                        ? dice.one("Auth-Server: 127.0.0.1", "AUTH-SERVER:127.0.0.1", "Auth-Server:   127.0.0.1  ")
                        : dice.one(
                                "Auth-Server: localhost",
                                "Auth-Server: [::1]",
                                "Auth-Server: ::1",
                                "Auth-Server: unix:/nowhere",
                                "Auth-Server: 1.2.3",
                                "X: y",
                                "Auth-Server: ",
                                "Auth-Server: 127.0.0.1:1"));
        headers.add(
                dice.percent(90)
                        ? "Auth-Port: ${back}"
                        : dice.one(
                                "Auth-Port: ${refusing}",
                                "Auth-Port: 0",
                                "Auth-Port: 99999",
                                "Auth-Port: x",
                                "Y: z",
                                "Auth-Port: "));
        if (dice.percent(40)) {
            headers.add("Auth-Pass: " + dice.password());
        }
        if (dice.percent(20)) {
            headers.add("Auth-User: " + dice.name());
        }
        if (dice.percent(10)) {
            headers.add(dice.one(
                    "X-Pad: " + "p".repeat(dice.below(1200)),
                    "X-Odd: \0\u00ff\u0001",
                    "auth-USER : x",
                    "Auth-Server\u00e9: x",
                    "Auth-Status: OK ",
                    "Auth-Status: NO\r\nAuth-Wait: 0x1",
                    ": empty",
                    "Auth_Bad: x",
                    "-Bad: x",
                    " Folded: x",
                    "9: nine",
                    "Auth-User:",
                    "Auth-Pass:   ",
                    "Auth-Wait: 0",
                    "Auth-Error-Code:",
                    "Auth-Status: O\0K",
                    "AUTH-STATUS\t: OK",
                    "X: \r",
                    "h".repeat(40) + ": long",
                    "X-Long: " + "l".repeat(dice.around(1024)),
                    "NoColon",
                    "Auth-Wait: x"));
        }
        if (dice.percent(4)) {
            headers.add(
                    dice.one("Auth-Wait: 1", "Auth-Wait: 0", "Auth-Status: WAIT", "Auth-Status: OK", "Auth-Port: 1"));
        }
        return headers;
    }

    /** The greeting and a reply to each line of the login. */
    List<Reply> login() {
        List<String> good =
                switch (protocol) {
                    case "imap" -> List.of("* OK ready", "+ OK", "+", "+ OK");
                    case "pop3" -> List.of("+OK ready", "+OK", "+OK drop");
                    default -> smtpLogin();
                };
        List<Reply> replies = new ArrayList<>();
        for (String line : good) {
            String text = (dice.percent(95) ? line : bad()) + "\r\n";
            String whole = dice.percent(2) ? dice.spoil(text) : text;
            End leave = dice.percent(98) ? End.STAY : dice.percent(60) ? End.CLOSE : End.RESET;
            replies.add(door.has("timeout") && dice.percent(4) ? SILENCE : new Reply(pieces(whole), leave, late()));
            if (leave != End.STAY) {
                break;
            }
        }
        return replies;
    }

    private List<String> smtpLogin() {
        List<String> good = new ArrayList<>(List.of(
                dice.percent(85)
                        ? "220 ready"
                        : dice.one("220-a\r\n220 b", "220-\r\n220-x\r\n220 ", "220-a\r\n250 b", "220\tx"),
                "250-back\r\n250-XCLIENT\r\n250 SIZE"));
        if (!door.has("xclient")) {
            good.addAll(List.of("220 xclient", dice.one("250 hello", "250-hello\r\n250 SIZE")));
        }
        if (door.has("proxy_smtp_auth") && dice.percent(70)) {
            good.add("235 2.7.0 welcome");
        }
        good.addAll(List.of("250 ok", dice.one("250 ok", "550 5.1.1 no such user")));
        return good;
    }

    private String bad() {
        return switch (protocol) {
            case "imap" ->
                dice.one(
                        "* BYE no",
                        "a NO wrong",
                        "a OK fine",
                        "* CAPABILITY X\r\na OK",
                        "",
                        "+",
                        "* OK",
                        "* CAPABILITY " + "C".repeat(dice.below(300)) + "\r\n* X\r\na OK",
                        "* OK " + "x".repeat(dice.below(1100)),
                        "a OK\0hidden",
                        "\u00e9\u00ff",
                        "x".repeat(5000));
            case "pop3" ->
                dice.one(
                        "-ERR no",
                        "+ok",
                        "+OK",
                        "",
                        "+O",
                        "-ERR " + "x".repeat(5000),
                        "+OK " + "x".repeat(dice.below(1100)),
                        "+OK a\r\n+OK b",
                        "-ERR no\r\nmore\0");
            default ->
                dice.one(
                        "421 busy",
                        "550-no\r\n550 way",
                        "250",
                        "220",
                        "235 2.7.0 ok",
                        "334 ",
                        "25",
                        "250 " + "x".repeat(dice.below(1100)),
                        "250-a\r\n250-b\r\n550 c",
                        "250-a\r\n250",
                        "220-a\r\n220-b\r\n220 c\r\n220 d",
                        "354 go\0on",
                        "250-" + "x".repeat(5000));
        };
    }

    List<Reply> relay() {
        List<Reply> replies = new ArrayList<>();
        for (int i = dice.below(5); i > 0; i--) {
            End leave = dice.percent(85)
                    ? End.STAY
                    : dice.percent(60) ? End.CLOSE : dice.percent(50) ? End.HALF : End.RESET;
            replies.add(new Reply(
                    pieces(dice.one("a OK done\r\n", "+OK\r\n", "250 ok\r\n", "\0\u00ff\r\n", "x".repeat(9000))),
                    leave,
                    0));
        }
        return replies;
    }

    private List<String> pieces(String text) {
        if (text.length() < 2 || dice.percent(90)) {
            return List.of(text);
        }
        if (dice.percent(15)) {
            return single(text);
        }
        int at = 1 + dice.below(text.length() - 1);
        return List.of(text.substring(0, at), text.substring(at));
    }

    /** Some bytes of it one by one. */
    private List<String> single(String text) {
        int from = dice.below(text.length());
        int to = Math.min(text.length(), from + 1 + dice.below(SINGLE));
        List<String> pieces = new ArrayList<>();
        pieces.add(text.substring(0, from));
        for (int i = from; i < to; i++) {
            pieces.add(text.substring(i, i + 1));
        }
        pieces.add(text.substring(to));
        return pieces.stream().filter(piece -> !piece.isEmpty()).toList();
    }
}
