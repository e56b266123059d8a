package io.postern.side;

import io.postern.side.Plan.End;
import io.postern.side.Plan.Move;
import io.postern.side.Plan.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Sessions of one protocol that end too early: at every stage, from the greeting to the relay, the client, the auth server or the back end
 * closes, half closes or resets its connection, with words before or without, or says nothing until somebody's time is up.
 */
final class EndingPlans {
    private static final String SHORT = "2500ms;";
    private static final int LONGER = 4500;
    /** Longer than an Auth-Wait of one second: what comes of it must not meet the next session. */
    private static final int WAITED = 2000;

    private static final String NOOP = "NOOP\r\n";
    private static final Reply SILENCE = new Reply(List.of(), End.STAY, 0);
    private static final List<End> ENDS = List.of(End.CLOSE, End.HALF, End.RESET);
    private static final String HEADER = "PROXY TCP4 192.0.2.1 192.0.2.2 1111 25\r\n";
    private static final String HEAD = "HTTP/1.0 200 OK\r\n";

    private final String protocol;
    private final Kind kind;
    private final List<Plan> all = new ArrayList<>();

    EndingPlans(String protocol, Kind kind) {
        this.protocol = protocol;
        this.kind = kind;
    }

    /** What is special about a door. */
    enum Kind {
        /** Nothing: the parties end it. */
        PLAIN(10),
        TLS(10),
        /** Time-outs end it. */
        SHORT(24),
        /** A PROXY header is awaited, and another one sent to the back end, and whatever else there is to say to it. */
        PROXIED(10),
        /** The same on a unix socket, where an end is seen by who writes at once. */
        UNIX(10),
        /** smtp_greeting_delay. */
        DELAYED(2),
        /** The auth server does not take connections. */
        DEAF(6);

        private final int doors;

        Kind(int doors) {
            this.doors = doors;
        }

        boolean proxied() {
            return this == PROXIED || this == UNIX;
        }

        /** How many doors share the sessions between them. */
        int doors() {
            return doors;
        }

        /** What stands in the server block. */
        List<String> directives(String protocol, Stage stage) {
            List<String> lines = new ArrayList<>();
            switch (this) {
                case SHORT, DEAF -> {
                    lines.add("timeout " + EndingPlans.SHORT);
                    lines.add("auth_http_timeout " + EndingPlans.SHORT);
                    lines.add("proxy_timeout " + EndingPlans.SHORT);
                }
                case PROXIED, UNIX -> {
                    lines.add("proxy_protocol on;");
                    if (protocol.equals("smtp")) {
                        lines.add("proxy_smtp_auth on;");
                    }
                }
                case DELAYED -> lines.add("smtp_greeting_delay 30s;");
                case PLAIN, TLS -> {}
            }
            if (this == DEAF) {
                lines.add("auth_http 127.0.0.1:" + stage.deafPort() + "/auth;");
            }
            return lines;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    List<Plan> all() {
        switch (kind) {
            case PLAIN, TLS, PROXIED, UNIX -> {
                commands().forEach(this::clientAt);
                whileAsking();
                whileLoggingIn();
                whileRelaying();
                if (kind.proxied()) {
                    for (String header : List.of(
                            "",
                            HEADER + NOOP,
                            HEADER + text(login()),
                            "PROX",
                            "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r",
                            "\r\n\r\n\0\r\nQUIT\n!")) {
                        endsOfClient().forEach(end -> add(join(said(header), end), List.of(), List.of(), List.of()));
                    }
                }
            }
            case SHORT -> silences();
            case DELAYED -> {
                if (protocol.equals("smtp")) {
                    endsOfClient().forEach(end -> add(end, List.of(), List.of(), List.of()));
                }
            }
            case DEAF -> {
                endsOfClient().forEach(end -> add(join(join(login(), end), rest()), List.of(), List.of(), List.of()));
                add(join(login(), rest()), List.of(), List.of(), List.of());
            }
        }
        return all;
    }

    private void add(List<Move> moves, List<Reply> auth, List<Reply> login, List<Reply> relay) {
        List<Move> whole = new ArrayList<>();
        if (kind == Kind.TLS) {
            whole.add(new Move.Secure("TLSv1.3"));
        }
        if (kind.proxied() && !moves.isEmpty() && moves.get(0) instanceof Move.Send send && login().contains(send)) {
            whole.add(new Move.Send(HEADER));
        }
        whole.addAll(moves);
        all.add(new Plan(whole, auth, login, relay));
    }

    /** Every way in which a client may go, with a word before or without. */
    private List<List<Move>> endsOfClient() {
        List<List<Move>> ends = new ArrayList<>();
        for (String word : kind == Kind.PLAIN ? List.of("", NOOP, "half a line") : List.of("", NOOP)) {
            for (End end : kind == Kind.TLS ? List.of(End.CLOSE, End.HALF, End.RESET, End.CUT) : ENDS) {
                ends.add(join(said(word), List.of(new Move.Leave(end))));
            }
        }
        return ends;
    }

    private static List<Move> rest() {
        return List.of(new Move.Rest(LONGER));
    }

    private static List<Move> said(String... pieces) {
        List<Move> moves = new ArrayList<>();
        for (String piece : pieces) {
            if (!piece.isEmpty()) {
                moves.add(new Move.Send(piece));
            }
        }
        return moves;
    }

    private static String text(List<Move> moves) {
        StringBuilder text = new StringBuilder();
        for (Move move : moves) {
            text.append(move instanceof Move.Send send ? send.bytes() : "");
        }
        return text.toString();
    }

    private static <T> List<T> join(List<T> one, List<T> other) {
        List<T> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }

    private List<Move> login() {
        return switch (protocol) {
            case "imap" -> said("a LOGIN joe secret\r\n");
            case "pop3" -> said("USER joe\r\nPASS secret\r\n");
            default -> said("EHLO x\r\nAUTH PLAIN AGpvZQBzZWNyZXQ=\r\n");
        };
    }

    /** What a client may have said before the end. */
    private List<List<Move>> commands() {
        return switch (protocol) {
            case "imap" ->
                List.of(
                        said(),
                        said("a NO"),
                        said("a LOGIN {3}\r\n"),
                        said("a LOGIN joe {6}\r\n", "sec"),
                        said("a AUTHENTICATE PLAIN\r\n"),
                        said("a AUTHENTICATE LOGIN\r\n", "am9l\r\n"));
            case "pop3" ->
                List.of(
                        said(),
                        said("NO"),
                        said("USER joe\r\n"),
                        said("USER joe\r\n", "PASS"),
                        said("AUTH PLAIN\r\n"),
                        said("AUTH LOGIN\r\n", "am9l\r\n"));
            default ->
                List.of(
                        said(),
                        said("EH"),
                        said("EHLO x\r\n"),
                        said("EHLO x\r\n", "AUTH PLAIN\r\n"),
                        said("EHLO x\r\n", "AUTH LOGIN\r\n", "am9l\r\n"));
        };
    }

    private void clientAt(List<Move> before) {
        List<Move> header = kind.proxied() ? said(HEADER) : List.of();
        endsOfClient().forEach(end -> add(join(header, join(before, end)), List.of(), List.of(), List.of()));
    }

    private static String good(String port) {
        return HEAD + "Auth-Status: OK\r\nAuth-Server: 127.0.0.1\r\nAuth-Port: " + port + "\r\nAuth-Pass: p\r\n\r\n";
    }

    private List<String> replies() {
        return switch (protocol) {
            case "imap" -> List.of("* OK ready\r\n", "+ OK\r\n", "+ OK\r\n", "a OK in\r\n");
            case "pop3" -> List.of("+OK ready\r\n", "+OK\r\n", "+OK in\r\n");
            default ->
                kind.proxied()
                        ? List.of(
                                "220 ready\r\n",
                                "250-back\r\n250 XCLIENT\r\n",
                                "220 xclient\r\n",
                                "250 hello\r\n",
                                "235 in\r\n")
                        : List.of("220 ready\r\n", "250-back\r\n250 XCLIENT\r\n", "220 xclient\r\n", "250 hello\r\n");
        };
    }

    private String refusal() {
        return switch (protocol) {
            case "imap" -> "a NO no\r\n";
            case "pop3" -> "-ERR no\r\n";
            default -> "550 no\r\n";
        };
    }

    private List<Reply> welcome() {
        return replies().stream()
                .map(line -> new Reply(List.of(line), End.STAY, 0))
                .toList();
    }

    /** The client goes before the auth server has answered, which it does then; or the auth server goes. */
    private void whileAsking() {
        for (String answer : List.of(
                good("${back}"),
                HEAD + "Auth-Status: no\r\n\r\n",
                HEAD + "Auth-Status: no\r\nAuth-Wait: 1\r\n\r\n",
                HEAD + "Auth-Status: WAIT\r\nAuth-Wait: 1\r\n\r\n",
                good("${refusing}"))) {
            for (List<Move> end : endsOfClient()) {
                Reply late = new Reply(List.of(answer), End.STAY, end.size());
                Reply next = new Reply(List.of(good("${back}")), End.STAY, 0);
                if (answer.contains("Auth-Wait")) {
                    List<Move> moves = join(join(login(), end), List.of(new Move.Rest(WAITED)));
                    add(moves, List.of(late, next), welcome(), List.of());
                    add(moves, List.of(new Reply(List.of(answer), End.STAY, 0), next), welcome(), List.of());
                } else {
                    add(join(login(), end), List.of(late), welcome(), List.of());
                }
            }
        }
        for (String answer : List.of(
                "",
                "HTT",
                HEAD + "Auth-Status: OK\r\nAuth-Ser",
                HEAD + "Auth-Status: no\r\n",
                HEAD + "\r\n",
                "x".repeat(1100))) {
            for (End end : ENDS) {
                Reply reply = new Reply(answer.isEmpty() ? List.of() : List.of(answer), end, 0);
                add(login(), List.of(reply), List.of(), List.of());
            }
        }
        add(login(), List.of(new Reply(List.of(good("${refusing}")), End.STAY, 0)), List.of(), List.of());
        // more than we have read, in records of TLS that were begun to be read and that were not
        List<Move> much = join(login(), said(NOOP.repeat(800), NOOP, NOOP));
        add(much, List.of(new Reply(List.of(good("${refusing}")), End.STAY, 3)), List.of(), List.of());
        add(
                List.of(new Move.Send(text(login()) + NOOP.repeat(800)), new Move.Send(NOOP), new Move.Send(NOOP)),
                List.of(new Reply(List.of(good("${refusing}")), End.STAY, 2)),
                List.of(),
                List.of());
    }

    private void whileLoggingIn() {
        List<Reply> auth = List.of(new Reply(List.of(good("${back}")), End.STAY, 0));
        for (int step = 0; step < replies().size(); step++) {
            String line = replies().get(step);
            for (List<Move> end : endsOfClient()) {
                List<Reply> login = new ArrayList<>(welcome());
                login.set(step, new Reply(List.of(line), End.STAY, end.size()));
                add(join(login(), end), auth, login, List.of());
                login.set(step, new Reply(List.of(refusal()), End.STAY, end.size()));
                add(join(login(), end), auth, login, List.of());
                if (step == replies().size() - 1) {
                    // the client's last words, behind which its end lies already, are answered at once
                    login.set(step, new Reply(List.of(line), End.STAY, end.size()));
                    login.add(new Reply(List.of("late\r\n"), End.STAY, 0));
                    add(join(login(), end), auth, login, List.of());
                }
            }
            for (End end : ENDS) {
                for (String words : List.of("", line.substring(0, 2), line, refusal(), "x".repeat(5000))) {
                    List<Reply> login = new ArrayList<>(welcome().subList(0, step));
                    login.add(new Reply(words.isEmpty() ? List.of() : List.of(words), end, 0));
                    add(login(), auth, login, List.of());
                    if (kind == Kind.PLAIN) {
                        add(join(login(), said("more\r\n")), auth, login, List.of());
                    }
                }
            }
        }
    }

    private void whileRelaying() {
        List<Reply> auth = List.of(new Reply(List.of(good("${back}")), End.STAY, 0));
        for (List<Move> end : endsOfClient()) {
            add(join(login(), end), auth, welcome(), List.of());
            add(join(login(), end), auth, welcome(), List.of(new Reply(List.of("bye\r\n"), End.CLOSE, 0)));
            add(join(login(), end), auth, welcome(), List.of(new Reply(List.of("x".repeat(9000)), End.STAY, 0)));
        }
        for (End end : ENDS) {
            for (String words : List.of("", "bye\r\n", "x".repeat(9000))) {
                Reply reply = new Reply(words.isEmpty() ? List.of() : List.of(words), end, 0);
                add(join(login(), said("go\r\n")), auth, welcome(), List.of(reply));
                add(join(login(), said("go\r\n", "more\r\n")), auth, welcome(), List.of(reply));
            }
        }
    }

    /** Somebody says nothing until somebody's time is up; the client may have gone before. */
    private void silences() {
        List<List<Move>> clients = new ArrayList<>(List.of(List.of(), said("NOOP\r\n")));
        for (End end : ENDS) {
            clients.add(List.of(new Move.Leave(end)));
        }
        commands().forEach(before -> add(join(before, rest()), List.of(), List.of(), List.of()));
        List<Reply> auth = List.of(new Reply(List.of(good("${back}")), End.STAY, 0));
        for (List<Move> client : clients) {
            List<Move> moves = join(join(login(), client), rest());
            add(moves, List.of(SILENCE), List.of(), List.of());
            add(moves, List.of(new Reply(List.of(HEAD + "Auth-St"), End.STAY, 0)), List.of(), List.of());
            add(moves, List.of(new Reply(List.of(good("${deaf}")), End.STAY, 0)), List.of(), List.of());
            for (int step = 0; step < replies().size(); step++) {
                List<Reply> login = new ArrayList<>(welcome().subList(0, step));
                login.add(SILENCE);
                add(moves, auth, login, List.of());
                login.set(step, new Reply(List.of(replies().get(step).substring(0, 3)), End.STAY, 0));
                add(moves, auth, login, List.of());
            }
            add(moves, auth, welcome(), List.of());
        }
    }
}
