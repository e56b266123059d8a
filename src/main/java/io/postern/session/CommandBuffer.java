package io.postern.session;

import io.netty.util.concurrent.FastThreadLocal;
import io.postern.net.Wire;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A fixed piece of memory that is filled from a connection and parsed in place: nginx's ngx_buf_t of a session. Its bounds decide
 * when a line is too long, so they are nginx's to the byte. Confined to one event loop.
 */
public final class CommandBuffer {
    private static final byte[] NONE = {};
    /** Memory taken at first: most clients say no more at once. */
    private static final int USUAL = 256;
    /** What is read at once at most: what a larger buffer has room for is read in turns. */
    private static final int MOST = 64 * 1024;

    /** Where a read goes first. A class of its own, so that a test (-t), which only asks for sizes, does not start Netty. */
    private static final class Passing {
        private static final FastThreadLocal<byte[]> BYTES = new FastThreadLocal<>() {
            @Override
            protected byte[] initialValue() {
                return new byte[MOST];
            }
        };
    }

    private final int size;
    private byte[] bytes = NONE;
    private int pos;
    private int last;

    /** A buffer of so many bytes that takes its memory as it is filled: a client that never speaks costs none. */
    public CommandBuffer(int size) {
        this.size = size;
    }

    /** A configured size as an array can have it. */
    public static int size(long configured) {
        return (int) Math.min(configured, Integer.MAX_VALUE - 8);
    }

    /** What was received, from the array's beginning up to {@link #last}; another array after the next {@link #fill} or {@link #add}. */
    public byte[] bytes() {
        return bytes;
    }

    /** Reads what is there, as much as there is room for; see {@link Wire#read}. There must be room. */
    public int fill(Wire from) {
        byte[] passing = Passing.BYTES.get();
        int all = 0;
        int want;
        int n;
        do {
            want = Math.min(size - last, MOST);
            n = from.read(passing, 0, want);
            if (n > 0) {
                add(passing, 0, n);
                all += n;
            }
        } while (n == want && last < size);
        return all > 0 ? all : n;
    }

    /** Takes these bytes behind the others. There must be room. */
    public void add(byte[] from, int at, int length) {
        if (bytes.length - last < length) {
            bytes = Arrays.copyOf(bytes, Math.min(size, Math.max(last + length, Math.max(USUAL, 2 * bytes.length))));
        }
        System.arraycopy(from, at, bytes, last, length);
        last += length;
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

    /** Gives the memory back: nothing is read here any more, or not for long. */
    public void release() {
        clear();
        bytes = NONE;
    }
}
