package io.postern.session;

import io.postern.log.Level;
import io.postern.log.Log;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A client's talk driven as a session drives it, without a connection: what comes in as pieces, what goes out as one transcript. */
public final class Dialogue implements Log {
    private static final int MAX_ERRORS = 5;

    private final Facts facts = new Facts();
    private final CommandBuffer buffer;
    private final ClientTalk talk;
    private final StringBuilder out = new StringBuilder();
    private final List<String> log = new ArrayList<>();
    private String pending = "";
    private boolean asking;
    private boolean closed;
    private int errors;

    /** A dialogue that has not been greeted yet. */
    public Dialogue(Protocol protocol, boolean secure) {
        facts.secure = secure;
        buffer = new CommandBuffer(protocol.clientBuffer());
        talk = protocol.client(facts, buffer, this);
    }

    /** The text cut after each of these many bytes, and the whole of it byte by byte. */
    private static List<List<String>> cuts(String text) {
        List<List<String>> all = new ArrayList<>();
        all.add(List.of(text));
        for (int i = 1; i < text.length(); i++) {
            all.add(List.of(text.substring(0, i), text.substring(i)));
        }
        List<String> bytes = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            bytes.add(text.substring(i, i + 1));
        }
        all.add(bytes);
        return all;
    }

    /** What is said and asked when this arrives, which must be the same however it is cut into pieces. */
    public static String everyWay(Supplier<Dialogue> fresh, String client) {
        String whole = fresh.get().hears(client);
        for (List<String> pieces : cuts(client)) {
            String cut = fresh.get().hears(pieces.toArray(String[]::new));
            if (!cut.equals(whole)) {
                throw new AssertionError("cut into " + pieces + ": " + cut + "\nwhole: " + whole);
            }
        }
        return whole;
    }

    /** The client's bytes arrive; returns all that was said and asked so far. */
    public String hears(String... pieces) {
        for (String piece : pieces) {
            pending += piece;
            run();
        }
        return out.toString();
    }

    /** The auth source refuses, and the session goes on. */
    public String refuses(String message, String code) {
        if (!asking) {
            throw new IllegalStateException("nothing was asked");
        }
        asking = false;
        out.append(talk.refusal(message, code));
        talk.resumed();
        run();
        return out.toString();
    }

    /** TLS stands. */
    public void encrypts() {
        pending = "";
        asking = false;
        facts.secure = true;
        talk.secured();
    }

    public Facts facts() {
        return facts;
    }

    public ClientTalk talk() {
        return talk;
    }

    public CommandBuffer buffer() {
        return buffer;
    }

    public List<String> logged() {
        return log;
    }

    public boolean closed() {
        return closed;
    }

    private void run() {
        while (!closed && !asking && (!pending.isEmpty() || buffer.hasUnparsed())) {
            fill();
            ClientTalk.Parsed parsed = talk.parse();
            if (parsed == ClientTalk.Parsed.AGAIN) {
                if (buffer.isFull()) {
                    log.add("client sent too long command \"" + buffer.text(0, buffer.last()) + '"');
                    last(talk.invalid());
                } else if (pending.isEmpty()) {
                    return;
                }
            } else if (parsed == ClientTalk.Parsed.INVALID) {
                if (++errors >= MAX_ERRORS) {
                    log.add("client sent too many invalid commands");
                    last(talk.invalid());
                } else {
                    apply(talk.invalid());
                }
            } else {
                apply(talk.on());
            }
        }
    }

    private void fill() {
        int n = Math.min(pending.length(), buffer.end() - buffer.last());
        byte[] bytes = pending.substring(0, n).getBytes(StandardCharsets.ISO_8859_1);
        buffer.add(bytes, 0, n);
        pending = pending.substring(n);
    }

    private void last(Step step) {
        apply(step);
        closed = true;
    }

    private void apply(Step step) {
        if (step instanceof Step.Say say) {
            out.append(say.text());
        } else if (step instanceof Step.Bye bye) {
            out.append(bye.text());
            closed = true;
        } else if (step instanceof Step.StartTls start) {
            out.append(start.text());
            asking = true;
        } else if (step instanceof Step.Ask) {
            facts.loginAttempt++;
            asking = true;
            out.append("ASK ")
                    .append(facts.method.header())
                    .append(" <")
                    .append(facts.login)
                    .append("> <");
            out.append(facts.passwd).append(">\r\n");
        } else {
            throw new IllegalStateException("no step of a client's talk: " + step);
        }
    }

    @Override
    public boolean takes(Level level) {
        return level != Level.DEBUG;
    }

    @Override
    public void write(Level level, String text) {
        log.add(text);
    }

    @Override
    public void write(Level level, int errno, String text) {
        log.add(text);
    }
}
