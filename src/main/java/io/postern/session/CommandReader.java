package io.postern.session;

import io.postern.session.ClientTalk.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads the commands of POP3 and SMTP: a word of letters, spaces, arguments, the end of the line (nginx's ngx_mail_pop3_parse_command
 * and ngx_mail_smtp_parse_command). Keeps its place across reads, at any byte. Confined to one event loop.
 *
 * @param <V> the protocol's verbs
 */
public final class CommandReader<V extends Enum<V>> {
    private enum State {
        START,
        VERB,
        SPACES,
        ARGUMENT,
        CR,
        DONE,
        INVALID
    }

    private final CommandBuffer buffer;
    private final Map<String, V> verbs;
    private final int maxArgs;
    private final Set<V> spacesBelong;
    private final List<Integer> bounds = new ArrayList<>();
    private State state = State.START;
    private V verb;
    private int verbStart;
    private int argStart;

    /**
     * @param verbs by name, in capitals
     * @param maxArgs arguments beyond which a command is invalid
     * @param spacesBelong verbs whose only argument runs to the end of the line
     */
    public CommandReader(CommandBuffer buffer, Map<String, V> verbs, int maxArgs, Set<V> spacesBelong) {
        this.buffer = buffer;
        this.verbs = verbs;
        this.maxArgs = maxArgs;
        this.spacesBelong = spacesBelong;
        this.verb = verbs.values().iterator().next();
    }

    /** Reads on; after {@link Parsed#READY} and {@link Parsed#INVALID} the buffer's position stands behind the line. */
    public Parsed parse() {
        byte[] bytes = buffer.bytes();
        for (int p = buffer.pos(); p < buffer.last(); p++) {
            state = next((char) (bytes[p] & 0xff), p);
            if (state == State.DONE) {
                state = State.START;
                buffer.pos(p + 1);
                return Parsed.READY;
            }
            if (state == State.INVALID) {
                return skipLine(p);
            }
        }
        buffer.pos(buffer.last());
        return Parsed.AGAIN;
    }

    /** The last whole command's verb. */
    public V verb() {
        return verb;
    }

    /** What stands in the buffer as arguments. */
    public List<String> args() {
        List<String> args = new ArrayList<>(bounds.size() / 2);
        for (int i = 0; i < bounds.size(); i += 2) {
            args.add(buffer.text(bounds.get(i), bounds.get(i + 1)));
        }
        return args;
    }

    /** The command from its verb to the end of its last argument, as it was sent. */
    public String line() {
        return buffer.text(verbStart, bounds.get(bounds.size() - 1));
    }

    /**
     * Forgets the command that was answered.
     *
     * @param answerAwaited the next line is one argument of the same verb: the answer to a challenge
     */
    public void answered(boolean answerAwaited) {
        bounds.clear();
        buffer.restart();
        state = answerAwaited ? State.ARGUMENT : State.START;
        argStart = buffer.pos();
    }

    private State next(char c, int p) {
        return switch (state) {
            case START -> {
                verbStart = p;
                yield verb(c, p);
            }
            case VERB -> verb(c, p);
            case SPACES -> space(c, p);
            case ARGUMENT -> argument(c, p);
            case CR -> c == '\n' ? State.DONE : State.INVALID;
            case DONE, INVALID -> State.INVALID;
        };
    }

    private State verb(char c, int p) {
        if (c != ' ' && c != '\r' && c != '\n') {
            return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ? State.VERB : State.INVALID;
        }
        V known = verbs.get(buffer.text(verbStart, p).toUpperCase(Locale.ROOT));
        if (known == null) {
            return State.INVALID;
        }
        verb = known;
        return after(c);
    }

    private State space(char c, int p) {
        if (c == ' ' || c == '\r' || c == '\n') {
            return after(c);
        }
        if (bounds.size() / 2 >= maxArgs) {
            return State.INVALID;
        }
        argStart = p;
        return State.ARGUMENT;
    }

    private State argument(char c, int p) {
        boolean ends = c == '\r' || c == '\n' || (c == ' ' && !spacesBelong.contains(verb));
        if (!ends) {
            return State.ARGUMENT;
        }
        bounds.add(argStart);
        bounds.add(p);
        return after(c);
    }

    private static State after(char c) {
        return switch (c) {
            case ' ' -> State.SPACES;
            case '\r' -> State.CR;
            default -> State.DONE;
        };
    }

    /** An invalid command reaches to its LF, wherever it went wrong. */
    private Parsed skipLine(int from) {
        byte[] bytes = buffer.bytes();
        for (int p = from; p < buffer.last(); p++) {
            if (bytes[p] == '\n') {
                state = State.START;
                buffer.pos(p + 1);
                return Parsed.INVALID;
            }
        }
        buffer.pos(buffer.last());
        return Parsed.AGAIN;
    }
}
