package io.postern.http.parse;

/** Finds the data in a chunked body (RFC 9112, 7.1; ngx_http_parse_chunked). Line feeds without carriage returns are refused. */
public final class ChunkReader {
    private enum At {
        SIZE_START,
        SIZE,
        EXTENSION,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER_START,
        TRAILER,
        TRAILER_LF,
        END_LF,
        DONE,
        BROKEN
    }

    private At at = At.SIZE_START;
    private long size;

    /** How many of the next bytes are data; 0 when the next one is for {@link #feed}. */
    public int data() {
        return at == At.DATA ? (int) Math.min(size, Integer.MAX_VALUE) : 0;
    }

    /** What is left of the chunk in hand. */
    public long left() {
        return size;
    }

    /** So many bytes of data have been taken. */
    public void took(int bytes) {
        size -= bytes;
        if (size == 0) {
            at = At.DATA_CR;
        }
    }

    public boolean done() {
        return at == At.DONE;
    }

    public boolean broken() {
        return at == At.BROKEN;
    }

    /** Takes a byte that is no data. */
    public void feed(int b) {
        at = switch (at) {
            case SIZE_START -> Character.digit(b, 16) >= 0 && b < 0x80 ? digit(b) : At.BROKEN;
            case SIZE -> size(b);
            case EXTENSION -> b == '\r' ? At.SIZE_LF : b == '\n' ? At.BROKEN : At.EXTENSION;
            case SIZE_LF -> b != '\n' ? At.BROKEN : size == 0 ? At.TRAILER_START : At.DATA;
            case DATA_CR -> b == '\r' ? At.DATA_LF : At.BROKEN;
            case DATA_LF -> b == '\n' ? At.SIZE_START : At.BROKEN;
            case TRAILER_START -> b == '\r' ? At.END_LF : b == '\n' ? At.BROKEN : At.TRAILER;
            case TRAILER -> b == '\r' ? At.TRAILER_LF : b == '\n' ? At.BROKEN : At.TRAILER;
            case TRAILER_LF -> b == '\n' ? At.TRAILER_START : At.BROKEN;
            case END_LF -> b == '\n' ? At.DONE : At.BROKEN;
            case DATA, DONE, BROKEN -> At.BROKEN;
        };
    }

    private At digit(int b) {
        size = Character.digit(b, 16);
        return At.SIZE;
    }

    private At size(int b) {
        int digit = b < 0x80 ? Character.digit(b, 16) : -1;
        if (digit >= 0) {
            if (size > Long.MAX_VALUE / 16) {
                return At.BROKEN;
            }
            size = size * 16 + digit;
            return At.SIZE;
        }
        return switch (b) {
            case '\r' -> At.SIZE_LF;
            case ';', ' ', '\t' -> At.EXTENSION;
            default -> At.BROKEN;
        };
    }
}
