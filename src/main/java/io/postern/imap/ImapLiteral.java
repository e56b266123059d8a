package io.postern.imap;

/**
 * A literal of an IMAP command: {@code {n}} or {@code {n+}}, the line's end, and so many bytes (RFC 9051 section 4.3, RFC 7888). Keeps
 * its place across reads, at any byte. Confined to one event loop.
 */
final class ImapLiteral {
    /** What a byte of the announcement made of it. */
    enum Announced {
        /** There is more of it. */
        NOT_YET,
        /** The client waits for our go. */
        AND_WAITS,
        /** The bytes follow at once. */
        AND_SENT,
        INVALID
    }

    private enum State {
        LENGTH,
        PLUS,
        LINE_END
    }

    /** A length is refused once it has grown beyond a tenth of what fits 63 bits, whatever follows. */
    private static final long MAX_LENGTH = Long.MAX_VALUE / 10;

    private State state = State.LENGTH;
    private long length;
    private boolean noSync;

    /** Reads a byte behind the opening brace. */
    Announced announce(char c) {
        return switch (state) {
            case LENGTH -> length(c);
            case PLUS -> plus(c);
            case LINE_END -> lineEnd(c);
        };
    }

    /** Takes a byte; true when it was the last. A literal of length zero takes one byte all the same, as in nginx. */
    boolean take() {
        return length == 0 || --length == 0;
    }

    /** Forgets a literal that was cut short. */
    void reset() {
        state = State.LENGTH;
        length = 0;
        noSync = false;
    }

    private Announced length(char c) {
        if (Long.compareUnsigned(length, MAX_LENGTH) > 0) {
            return Announced.INVALID;
        }
        if (c >= '0' && c <= '9') {
            length = length * 10 + (c - '0');
            return Announced.NOT_YET;
        }
        if (c != '}' && c != '+') {
            return Announced.INVALID;
        }
        state = c == '}' ? State.LINE_END : State.PLUS;
        return Announced.NOT_YET;
    }

    private Announced plus(char c) {
        if (c != '}') {
            return Announced.INVALID;
        }
        noSync = true;
        state = State.LINE_END;
        return Announced.NOT_YET;
    }

    private Announced lineEnd(char c) {
        if (c == '\r') {
            return Announced.NOT_YET;
        }
        if (c != '\n') {
            return Announced.INVALID;
        }
        Announced how = noSync ? Announced.AND_SENT : Announced.AND_WAITS;
        state = State.LENGTH;
        noSync = false;
        return how;
    }
}
