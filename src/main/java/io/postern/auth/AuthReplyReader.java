package io.postern.auth;

import java.nio.charset.StandardCharsets;

/**
 * Reads an HTTP reply's header byte by byte, as it arrives (ngx_mail_auth_http_ignore_status_line,
 * ngx_mail_auth_http_parse_header_line): the status is not looked at, a status line is not even needed, lines may end in LF alone, and
 * all of it must fit into 1024 bytes. Pure.
 */
final class AuthReplyReader {
    /** What came of reading on. */
    enum Found {
        /** Everything received has been looked at. */
        NOTHING,
        /** {@link #name()} and {@link #value()} are one header. */
        HEADER,
        /** The blank line. */
        END,
        /** A status line with a bare CR. */
        BAD_STATUS_LINE,
        /** A byte that has no place in a header. */
        BAD_HEADER
    }

    private enum State {
        STATUS_START,
        STATUS_REST,
        STATUS_LF,
        START,
        NAME,
        BEFORE_VALUE,
        VALUE,
        AFTER_VALUE,
        LINE_LF,
        END_LF
    }

    static final int SIZE = 1024;
    private static final String STATUS = "HTTP/";

    private final byte[] bytes = new byte[SIZE];
    private State state = State.STATUS_START;
    private int pos;
    private int last;
    private int matched;
    private int nameStart;
    private int nameEnd;
    private int valueStart;
    private int valueEnd;

    byte[] bytes() {
        return bytes;
    }

    /** Where the next byte received goes. */
    int last() {
        return last;
    }

    /** How many more bytes there is room for. */
    int room() {
        return SIZE - last;
    }

    /** So many bytes were put at {@link #last()}. */
    void received(int count) {
        last += count;
    }

    /** Whether the status line says HTTP/1.1. */
    boolean http11() {
        return matched == STATUS.length() && last > 8 && bytes[5] == '1' && bytes[6] == '.' && bytes[7] == '1';
    }

    /** How many bytes stand behind what has been read. */
    int left() {
        return last - pos;
    }

    /** The name of the header just found, as sent. */
    String name() {
        return new String(bytes, nameStart, nameEnd - nameStart, StandardCharsets.ISO_8859_1);
    }

    int nameLength() {
        return nameEnd - nameStart;
    }

    /** The value of the header just found, without the blanks around it; empty for a line without a colon. */
    String value() {
        return new String(bytes, valueStart, valueEnd - valueStart, StandardCharsets.ISO_8859_1);
    }

    Found next() {
        while (pos < last) {
            int at = pos++;
            Found found = on(bytes[at] & 0xff, at);
            if (found != Found.NOTHING) {
                return found;
            }
        }
        return Found.NOTHING;
    }

    private Found on(int c, int at) {
        return switch (state) {
            case STATUS_START -> statusStart(c);
            case STATUS_REST -> {
                if (c == '\n') {
                    state = State.START;
                } else if (c == '\r') {
                    state = State.STATUS_LF;
                }
                yield Found.NOTHING;
            }
            case STATUS_LF -> {
                state = State.START;
                yield c == '\n' ? Found.NOTHING : Found.BAD_STATUS_LINE;
            }
            case START -> start(c, at);
            case NAME -> name(c, at);
            case BEFORE_VALUE -> beforeValue(c, at);
            case VALUE -> value(c, at);
            case AFTER_VALUE -> afterValue(c);
            case LINE_LF -> c == '\n' ? header() : Found.BAD_HEADER;
            case END_LF -> c == '\n' ? Found.END : Found.BAD_HEADER;
        };
    }

    private Found statusStart(int c) {
        if (c != STATUS.charAt(matched)) {
            pos = 0;
            state = State.START;
        } else if (++matched == STATUS.length()) {
            state = State.STATUS_REST;
        }
        return Found.NOTHING;
    }

    private Found start(int c, int at) {
        if (c == '\n') {
            return Found.END;
        }
        if (c == '\r') {
            state = State.END_LF;
            return Found.NOTHING;
        }
        nameStart = at;
        state = State.NAME;
        return letterOrDigit(c) ? Found.NOTHING : Found.BAD_HEADER;
    }

    private Found name(int c, int at) {
        if (letterOrDigit(c) || c == '-') {
            return Found.NOTHING;
        }
        nameEnd = at;
        valueStart = at;
        valueEnd = at;
        return switch (c) {
            case ':' -> goOn(State.BEFORE_VALUE);
            case '\r' -> goOn(State.LINE_LF);
            case '\n' -> header();
            default -> Found.BAD_HEADER;
        };
    }

    private Found beforeValue(int c, int at) {
        if (c == ' ') {
            return Found.NOTHING;
        }
        valueStart = at;
        valueEnd = at;
        return switch (c) {
            case '\r' -> goOn(State.LINE_LF);
            case '\n' -> header();
            default -> goOn(State.VALUE);
        };
    }

    private Found value(int c, int at) {
        switch (c) {
            case ' ', '\r', '\n' -> valueEnd = at;
            default -> {
                return Found.NOTHING;
            }
        }
        return c == '\n' ? header() : goOn(c == ' ' ? State.AFTER_VALUE : State.LINE_LF);
    }

    private Found afterValue(int c) {
        return switch (c) {
            case ' ' -> Found.NOTHING;
            case '\r' -> goOn(State.LINE_LF);
            case '\n' -> header();
            default -> goOn(State.VALUE);
        };
    }

    private Found header() {
        state = State.START;
        return Found.HEADER;
    }

    private Found goOn(State next) {
        state = next;
        return Found.NOTHING;
    }

    private static boolean letterOrDigit(int c) {
        int lower = c | 0x20;
        return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9');
    }
}
