package io.postern.session;

import java.nio.charset.StandardCharsets;

/**
 * A fixed piece of memory that is filled from a connection and parsed in place: nginx's ngx_buf_t of a session. Its bounds decide
 * when a line is too long, so they are nginx's to the byte. Confined to one event loop.
 */
public final class CommandBuffer {
    private static final byte[] NONE = {};

    private final int size;
    private byte[] bytes = NONE;
    private int pos;
    private int last;

    /** A buffer that takes its memory when it is first asked for its bytes: a client that never speaks costs none. */
    public CommandBuffer(int size) {
        this.size = size;
    }

    /** A configured size as an array can have it. */
    public static int size(long configured) {
        return (int) Math.min(configured, Integer.MAX_VALUE - 8);
    }

    public byte[] bytes() {
        if (bytes.length != size) {
            bytes = new byte[size];
        }
        return bytes;
    }

    /** Some of the bytes as ISO-8859-1 text. */
    public String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Where the next unparsed byte stands. */
    public int pos() {
        return pos;
    }

    public void pos(int newPos) {
        pos = newPos;
    }

    /** Behind the last byte received. */
    public int last() {
        return last;
    }

    public void last(int newLast) {
        last = newLast;
    }

    public int end() {
        return size;
    }

    /** No byte more can be received. */
    public boolean isFull() {
        return last == size;
    }

    public boolean hasUnparsed() {
        return pos < last;
    }

    /** Begins at the front again once everything has been parsed; what is left otherwise stays where it is, as nginx does. */
    public void restart() {
        if (pos == last) {
            clear();
        }
    }

    public void clear() {
        pos = 0;
        last = 0;
    }
}
