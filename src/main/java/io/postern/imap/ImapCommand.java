package io.postern.imap;

import io.postern.session.ClientTalk.Parsed;
import io.postern.session.CommandBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads an IMAP client's commands: tag, verb, and arguments as atoms, quoted strings or literals (nginx's
 * ngx_mail_imap_parse_command). Keeps its place across reads, at any byte. Confined to one event loop.
 */
final class ImapCommand {
    private enum State {
        START,
        TAG,
        SPACES_BEFORE_VERB,
        VERB,
        SPACES,
        ARGUMENT,
        BACKSLASH,
        ANNOUNCEMENT,
        LITERAL,
        LITERAL_END,
        CR,
        DONE,
        ANNOUNCED,
        INVALID
    }

    private static final int MAX_TAG = 32;

    /** nginx reads one argument more than any command takes, and calls the command invalid all the same. */
    private static final int MAX_ARGS = 3;

    private final CommandBuffer buffer;
    private final List<Integer> bounds = new ArrayList<>();
    private final ImapLiteral literal = new ImapLiteral();
    private State state = State.START;
    private ImapVerb verb = ImapVerb.NOOP;
    /** Where the command in hand begins; its tag is known only at its end, until then the one before stands. */
    private int start;

    private int tagStart;
    private int tagLength;
    private int verbStart;
    private int argStart;
    /** Stands until its closing quote or an invalid command, even beyond the line's end. */
    private boolean quoted;

    private boolean backslash;
    private boolean announced;
    private boolean hopeless;

    ImapCommand(CommandBuffer buffer) {
        this.buffer = buffer;
    }

    /** Reads on; after a whole or an invalid command the buffer's position stands behind its line. */
    Parsed parse() {
        byte[] bytes = buffer.bytes();
        announced = false;
        for (int p = buffer.pos(); p < buffer.last(); p++) {
            state = next((char) (bytes[p] & 0xff), p);
            if (state == State.DONE) {
                state = State.START;
                buffer.pos(p + 1);
                return Parsed.READY;
            }
            if (state == State.ANNOUNCED) {
                state = State.LITERAL;
                buffer.pos(p + 1);
                announced = true;
                return Parsed.READY;
            }
            if (state == State.INVALID) {
                return skipLine(p);
            }
        }
        buffer.pos(buffer.last());
        return Parsed.AGAIN;
    }

    ImapVerb verb() {
        return verb;
    }

    /** What was read is the announcement of a literal; the client waits for our go. */
    boolean announced() {
        return announced;
    }

    /** An invalid command ended in {@code {n+}}: what follows is a literal that nobody can tell from commands. */
    boolean hopeless() {
        return hopeless;
    }

    /** The tag with its space; empty where none was read. It lives in the buffer, as in nginx. */
    String tag() {
        return buffer.text(tagStart, tagStart + tagLength);
    }

    /** What stands in the buffer as arguments. */
    List<String> args() {
        List<String> args = new ArrayList<>(bounds.size() / 2);
        for (int i = 0; i < bounds.size(); i += 2) {
            args.add(buffer.text(bounds.get(i), bounds.get(i + 1)));
        }
        return args;
    }

    /** Forgets the command that was answered, tag and all. */
    void answered() {
        asked();
        tagLength = 0;
    }

    /** Forgets all but the tag: the auth source is being asked. */
    void asked() {
        bounds.clear();
        buffer.restart();
        state = State.START;
    }

    /** The next line is the answer to a challenge; the tag stands until the login is through. */
    void challenged() {
        bounds.clear();
        state = State.ARGUMENT;
        argStart = buffer.pos();
    }

    private State next(char c, int p) {
        return switch (state) {
            case START -> {
                start = p;
                yield tag(c, p);
            }
            case TAG -> tag(c, p);
            case SPACES_BEFORE_VERB -> beforeVerb(c, p);
            case VERB -> verb(c, p);
            case SPACES -> space(c, p);
            case ARGUMENT -> argument(c, p);
            case BACKSLASH -> c == '\r' || c == '\n' ? State.INVALID : State.ARGUMENT;
            case ANNOUNCEMENT -> announcement(c, p);
            case LITERAL -> literal(p);
            case LITERAL_END -> c == ' ' || c == '\r' || c == '\n' ? after(c) : State.INVALID;
            case CR -> c == '\n' ? State.DONE : State.INVALID;
            case DONE, ANNOUNCED, INVALID -> State.INVALID;
        };
    }

    private State tag(char c, int p) {
        if (c == ' ') {
            tagStart = start;
            tagLength = p - start + 1;
            return State.SPACES_BEFORE_VERB;
        }
        boolean allowed = isLetter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
        return allowed && p - start < MAX_TAG ? State.TAG : State.INVALID;
    }

    private State beforeVerb(char c, int p) {
        if (c == ' ') {
            return State.SPACES_BEFORE_VERB;
        }
        if (c == '\r' || c == '\n') {
            return State.INVALID;
        }
        verbStart = p;
        return State.VERB;
    }

    private State verb(char c, int p) {
        if (c != ' ' && c != '\r' && c != '\n') {
            return isLetter(c) ? State.VERB : State.INVALID;
        }
        ImapVerb known = ImapVerb.BY_NAME.get(buffer.text(verbStart, p).toUpperCase(Locale.ROOT));
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
        if (bounds.size() / 2 >= MAX_ARGS) {
            return State.INVALID;
        }
        if (c == '{') {
            return State.ANNOUNCEMENT;
        }
        quoted |= c == '"';
        argStart = c == '"' ? p + 1 : p;
        return State.ARGUMENT;
    }

    private State argument(char c, int p) {
        if (quoted && c == ' ') {
            return State.ARGUMENT;
        }
        if (quoted && c == '\\') {
            backslash = true;
            return State.BACKSLASH;
        }
        boolean closes = quoted && c == '"';
        if (closes) {
            quoted = false;
        } else if (c != ' ' && c != '\r' && c != '\n') {
            return State.ARGUMENT;
        }
        bounds.add(argStart);
        bounds.add(backslash ? unescape(argStart, p) : p);
        backslash = false;
        return closes ? State.SPACES : after(c);
    }

    private State announcement(char c, int p) {
        argStart = p + 1;
        return switch (literal.announce(c)) {
            case NOT_YET -> State.ANNOUNCEMENT;
            case AND_WAITS -> State.ANNOUNCED;
            case AND_SENT -> State.LITERAL;
            case INVALID -> State.INVALID;
        };
    }

    private State literal(int p) {
        if (!literal.take()) {
            return State.LITERAL;
        }
        bounds.add(argStart);
        bounds.add(p + 1);
        return State.LITERAL_END;
    }

    private static State after(char c) {
        return switch (c) {
            case ' ' -> State.SPACES;
            case '\r' -> State.CR;
            default -> State.DONE;
        };
    }

    /** Takes the backslashes out where the argument stands; returns its new end. */
    private int unescape(int start, int end) {
        byte[] bytes = buffer.bytes();
        int to = start;
        for (int from = start; from < end; from++) {
            if (bytes[from] == '\\') {
                from++;
            }
            bytes[to++] = bytes[from];
        }
        return to;
    }

    /** An invalid command reaches to its LF, wherever it went wrong, even inside of quotes or a literal. */
    private Parsed skipLine(int from) {
        quoted = false;
        backslash = false;
        literal.reset();
        byte[] bytes = buffer.bytes();
        for (int p = from; p < buffer.last(); p++) {
            if (bytes[p] == '\n') {
                state = State.START;
                buffer.pos(p + 1);
                hopeless |= endsInNoSyncLiteral(bytes, p);
                return Parsed.INVALID;
            }
        }
        buffer.pos(buffer.last());
        return Parsed.AGAIN;
    }

    private static boolean endsInNoSyncLiteral(byte[] bytes, int lf) {
        if (lf < "{1+}\n".length()) {
            return false;
        }
        int brace = bytes[lf - 1] == '\r' ? lf - 2 : lf - 1;
        return bytes[brace] == '}' && bytes[brace - 1] == '+';
    }

    private static boolean isLetter(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
}
