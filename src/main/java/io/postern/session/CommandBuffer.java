package io.postern.session;

/**
 * A fixed piece of memory that is filled from a connection and parsed in place: nginx's ngx_buf_t of a session. Its bounds decide
 * when a line is too long, so they are nginx's to the byte. Confined to one event loop.
 */
public final class CommandBuffer {
    private final byte[] bytes;
    private int pos;
    private int last;

    public CommandBuffer(int size) {
        bytes = new byte[size];
    }

    public byte[] bytes() {
        return bytes;
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
        return bytes.length;
    }

    public boolean hasUnparsed() {
        return pos < last;
    }

    public void clear() {
        pos = 0;
        last = 0;
    }
}
