package io.postern.http.parse;

/** One header line, read byte by byte (ngx_http_parse_header_line). */
public final class HeaderLine {
    /** What a byte did. */
    public enum Fed {
        MORE,
        /** A whole line stands in name and value. */
        LINE,
        /** The empty line that ends the headers. */
        END,
        INVALID
    }

    private enum At {
        START,
        NAME,
        BEFORE_VALUE,
        VALUE,
        LF,
        END_LF
    }

    private final StringBuilder name = new StringBuilder();
    private final StringBuilder value = new StringBuilder();
    private final boolean underscores;
    private At at = At.START;
    private boolean strange;
    private boolean colon;
    private int blanks;

    /** @param underscores whether an underscore in a name is as good as a letter (underscores_in_headers) */
    public HeaderLine(boolean underscores) {
        this.underscores = underscores;
    }

    public Fed feed(int b) {
        char c = (char) b;
        return switch (at) {
            case START -> start(c);
            case NAME -> name(c);
            case BEFORE_VALUE -> beforeValue(c);
            case VALUE -> value(c);
            case LF ->
                switch (c) {
                    case '\n' -> Fed.LINE;
                    case '\r' -> Fed.MORE;
                    default -> Fed.INVALID;
                };
            case END_LF -> c == '\n' ? Fed.END : Fed.INVALID;
        };
    }

    private Fed start(char c) {
        if (c == '\r') {
            at = At.END_LF;
            return Fed.MORE;
        }
        if (c == '\n') {
            return Fed.END;
        }
        at = At.NAME;
        if (c == ':') {
            return Fed.INVALID;
        }
        return name(c);
    }

    private Fed name(char c) {
        if (c == ':') {
            colon = true;
            return go(At.BEFORE_VALUE);
        }
        if (c == '\r') {
            return go(At.LF);
        }
        if (c == '\n') {
            return Fed.LINE;
        }
        if (c <= 0x20 || c == 0x7f) {
            return Fed.INVALID;
        }
        boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
        if (!plain && !(c == '_' && underscores)) {
            strange = true;
        }
        name.append(c);
        return Fed.MORE;
    }

    private Fed beforeValue(char c) {
        if (c != ' ') {
            return value(c);
        }
        blanks++;
        return Fed.MORE;
    }

    private Fed value(char c) {
        return switch (c) {
            case '\r' -> go(At.LF);
            case '\n' -> Fed.LINE;
            case '\0' -> Fed.INVALID;
            default -> {
                value.append(c);
                yield go(At.VALUE);
            }
        };
    }

    private Fed go(At next) {
        at = next;
        return Fed.MORE;
    }

    public String name() {
        return name.toString();
    }

    /** Without the spaces (not tabs) around it. */
    public String value() {
        int end = value.length();
        while (end > 0 && value.charAt(end - 1) == ' ') {
            end--;
        }
        return value.substring(0, end);
    }

    /** The name has bytes that names should not have: ignored by default (ignore_invalid_headers). */
    public boolean isStrange() {
        return strange;
    }

    /** The line without what ends it, for the log. */
    public String line() {
        return colon ? name + ":" + " ".repeat(blanks) + value() : name.toString();
    }

    /** All that has come of the line, for the log. */
    public String text() {
        return (colon ? name + ":" + " ".repeat(blanks) + value : name.toString()) + (at == At.LF ? "\r" : "");
    }

    /** Why a line is wrong: what came up to the byte that nginx shows, and that byte. */
    public String wrong(int b) {
        boolean ended = at == At.LF || at == At.END_LF;
        boolean trailing = colon && value().length() < value.length();
        return String.format("%s\\x%02x", ended ? line() : text(), !ended ? b : trailing ? ' ' : '\r');
    }
}
