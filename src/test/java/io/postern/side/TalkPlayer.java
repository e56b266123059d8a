package io.postern.side;

import io.postern.side.Stage.Part;
import io.postern.side.Talk.Line;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Plays one dialogue script against a proxy and stops at the first line that does not come true. */
final class TalkPlayer {
    private static final long PATIENCE = 10_000;
    private static final long QUIET = 60;

    private final Stage stage;
    private final Talk talk;
    private final Words words = new Words();
    private final Security security;
    private @Nullable String skippingTo;

    TalkPlayer(Stage stage, Talk talk, Security security) {
        this.stage = stage;
        this.talk = talk;
        this.security = security;
    }

    /** What the names of the script stood for in the end. */
    Words words() {
        return words;
    }

    void play(InetSocketAddress proxy) throws IOException {
        words.set("port", proxy.getPort());
        words.set("auth", stage.authPort());
        words.set("back", stage.backendPort());
        words.set("refusing", stage.refusingPort());
        stage.connect(proxy);
        List<Line> lines = talk.lines();
        int first = 0;
        switch (security) {
            case NONE -> {}
            case TLS -> secure(lines.get(0));
            case STARTTLS -> {
                play(lines.get(first++));
                startTls(lines.get(0));
            }
        }
        for (int i = first; i < lines.size(); ) {
            Line line = lines.get(i);
            int next = i + 1;
            if (speaks(line)) {
                StringBuilder all = new StringBuilder(said(line));
                while (next < lines.size() && joins(line, lines.get(next))) {
                    all.append(said(lines.get(next++)));
                }
                say(line, all.toString());
            } else {
                play(line);
            }
            i = next;
        }
        expectNothingMore();
        stage.strike();
    }

    private void startTls(Line line) throws IOException {
        String end = "\r\n";
        switch (talk.protocol()) {
            case "imap" -> {
                say(line, "s STARTTLS" + end);
                hear(line, "s OK completed" + end);
            }
            case "pop3" -> {
                say(line, "STLS" + end);
                hear(line, "+OK" + end);
            }
            default -> {
                say(line, "STARTTLS" + end);
                hear(line, "220 2.0.0 Start TLS" + end);
            }
        }
        secure(line);
    }

    private void secure(Line line) throws IOException {
        wire(line).secure(new TlsEnd("TLSv1.3"));
        hear(line, "[TLSv1.3]");
    }

    private static boolean speaks(Line line) {
        return !line.event() && "CcAaBb".contains(line.mark());
    }

    private static boolean joins(Line line, Line other) {
        return speaks(other) && other.mark().equalsIgnoreCase(line.mark());
    }

    private String said(Line line) {
        return words.fill(line.text()) + (Character.isUpperCase(line.mark().charAt(0)) ? "\r\n" : "");
    }

    private static Part part(Line line) {
        return switch (line.mark()) {
            case "A", "a", "Q" -> Part.AUTH;
            case "B", "b", "P", "p" -> Part.BACKEND;
            default -> Part.CLIENT;
        };
    }

    private void say(Line line, String text) throws IOException {
        Wire wire = wire(line);
        wire.send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void play(Line line) throws IOException {
        if (line.event()) {
            happen(line);
            return;
        }
        switch (line.mark()) {
            case "wait" -> rest(Long.parseLong(line.text()));
            case "S", "Q", "P" -> hearLine(line);
            case "s", "p" -> hear(line, words.fill(line.text()));
            default -> {
                // L: the log is looked at when all is over.
            }
        }
    }

    private void happen(Line line) throws IOException {
        switch (line.text()) {
            case "close" -> wire(line).close();
            case "half" -> wire(line).half();
            case "reset" -> wire(line).reset();
            case "closed" -> {
                Wire wire = wire(line);
                if (!stage.watch(PATIENCE, wire::ended)) {
                    throw wrong(line, "still open, with \"" + Words.escape(wire.rest()) + "\"");
                }
                wire.answerGoodbye();
            }
            case "silent" -> {
                Wire wire = wire(line);
                int before = wire.count();
                stage.watch(QUIET, () -> false);
                if (wire.count() != before || wire.ended() || !wire.rest().isEmpty()) {
                    throw wrong(line, "heard \"" + Words.escape(wire.rest()) + "\"");
                }
            }
            case "none" -> {
                stage.watch(QUIET, () -> false);
                if (!stage.of(part(line)).isEmpty()) {
                    throw wrong(line, "there was a connection");
                }
            }
            default -> throw wrong(line, "no such event");
        }
    }

    /** The connection that a line is about: the latest one, unless that is over and another one must follow. */
    private Wire wire(Line line) throws IOException {
        Part part = part(line);
        boolean another = line.mark().equals("Q") && !line.event();
        if (!stage.watch(PATIENCE, () -> ready(stage.latest(part), another))) {
            throw wrong(line, "no connection came");
        }
        Wire wire = stage.latest(part);
        if (wire == null) {
            throw new IllegalStateException("a ready connection is one");
        }
        return wire;
    }

    private static boolean ready(@Nullable Wire wire, boolean another) {
        return wire != null && (!another || !wire.rest().isEmpty() || (!wire.ended() && wire.open()));
    }

    private void hearLine(Line line) throws IOException {
        if (line.mark().equals("Q") && line.text().equals("...")) {
            skippingTo = "";
            return;
        }
        do {
            Wire wire = wire(line);
            stage.watch(PATIENCE, () -> wire.rest().contains("\n") || wire.ended());
            String rest = wire.rest();
            if (rest.isEmpty() && wire.ended() && line.mark().equals("Q")) {
                continue;
            }
            int end = rest.indexOf('\n') + 1;
            String heard = rest.substring(0, end);
            if (words.matches(line.text() + "\\r\\n", heard)) {
                wire.take(end);
                skippingTo = null;
                return;
            }
            if (security != Security.NONE && line.mark().equals("Q") && heard.startsWith("Auth-SSL")) {
                wire.take(end);
                continue;
            }
            if (skippingTo == null || end == 0) {
                throw wrong(line, "heard \"" + Words.escape(rest) + "\"" + (wire.ended() ? " and the end" : ""));
            }
            wire.take(end);
        } while (true);
    }

    private void hear(Line line, String text) throws IOException {
        Wire wire = wire(line);
        stage.watch(PATIENCE, () -> wire.rest().length() >= text.length() || wire.ended());
        if (!wire.rest().startsWith(text)) {
            throw wrong(line, "heard \"" + Words.escape(wire.rest()) + "\"" + (wire.ended() ? " and the end" : ""));
        }
        wire.take(text.length());
    }

    private void expectNothingMore() throws IOException {
        stage.watch(QUIET, () -> false);
        for (Part part : Part.values()) {
            for (Wire wire : stage.of(part)) {
                boolean skipped = part == Part.AUTH && skippingTo != null;
                if (!wire.rest().isEmpty() && !skipped) {
                    throw new AssertionError(
                            talk.name() + ": at the end " + part + " also heard \"" + Words.escape(wire.rest()) + "\"");
                }
            }
        }
    }

    private void rest(long millis) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private AssertionError wrong(Line line, String what) {
        return new AssertionError(talk.name() + ":" + line.number() + ": " + line.mark() + ": "
                + words.fill(line.text()) + "\n  " + what);
    }
}
