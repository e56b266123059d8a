package io.postern.net;

import java.util.Arrays;

/** Bytes that were read and put back: they are read again first. Confined to one event loop. */
public final class PutBack {
    private static final byte[] NONE = {};

    private byte[] bytes = NONE;

    /** Whether there are any. */
    public boolean any() {
        return bytes.length > 0;
    }

    /** All of them; they are gone from here. */
    public byte[] take() {
        byte[] all = bytes;
        bytes = NONE;
        return all;
    }

    /** Reads some of them. */
    public int read(byte[] into, int at, int most) {
        int n = Math.min(most, bytes.length);
        System.arraycopy(bytes, 0, into, at, n);
        bytes = n == bytes.length ? NONE : Arrays.copyOfRange(bytes, n, bytes.length);
        return n;
    }

    /** Puts these in front of the others. */
    public void put(byte[] from, int at, int length) {
        if (length > 0) {
            byte[] all = Arrays.copyOf(Arrays.copyOfRange(from, at, at + length), length + bytes.length);
            System.arraycopy(bytes, 0, all, length, bytes.length);
            bytes = all;
        }
    }

    /**
     * Writes some of them to a wire; see {@link Wire#move}.
     *
     * @return the number of bytes
     */
    public int move(Wire to, int most) {
        byte[] all = take();
        int n = Math.min(most, all.length);
        put(all, n, all.length - n);
        to.write(all, 0, n);
        return n;
    }
}
