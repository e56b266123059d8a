package io.postern.net;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What a socket's peer has not let the kernel take yet. Takes memory only while there is something. Confined to one event loop. */
final class Unsent {
    private static final byte[] NONE = {};

    private final Socket socket;
    private byte[] held = NONE;
    private int from;
    private int handed;
    private long takenNanos;

    Unsent(Socket socket) {
        this.socket = socket;
    }

    boolean isEmpty() {
        return from == held.length;
    }

    /** Bytes handed in since nothing was held last. */
    int handed() {
        return handed;
    }

    /** How many bytes are held. */
    int size() {
        return held.length - from;
    }

    /** When the kernel took some of them last, or all but these were taken at once: a {@link System#nanoTime}. */
    long takenNanos() {
        return takenNanos;
    }

    /** The bytes that are held. */
    byte[] rest() {
        return Arrays.copyOfRange(held, from, held.length);
    }

    void forget() {
        held = NONE;
        from = 0;
        handed = 0;
    }

    /**
     * Sends what the kernel takes of a direct buffer and holds the rest; the buffer's position does not matter.
     *
     * @param address where the buffer's memory begins
     */
    void send(ByteBuffer bytes, long address, int begin, int end) throws IOException {
        int at = begin;
        if (isEmpty()) {
            while (at < end) {
                int n = SocketCalls.send(socket, address, at, end);
                if (n == 0) {
                    break;
                }
                at += n;
            }
            if (at == end) {
                return;
            }
        }
        handed += end - begin;
        int kept = held.length - from;
        byte[] all = new byte[kept + end - at];
        System.arraycopy(held, from, all, 0, kept);
        bytes.get(at, all, kept, end - at);
        held = all;
        from = 0;
        takenNanos = System.nanoTime();
    }

    /** How much of a direct buffer the kernel takes at once, where nothing is held; the rest is not held either. */
    int offer(long address, int begin, int end) throws IOException {
        return SocketCalls.send(socket, address, begin, end);
    }

    /**
     * Gives the kernel what it takes now.
     *
     * @param through memory to copy through
     * @return whether nothing is held any more
     */
    boolean drain(LoopMemory through) throws IOException {
        while (!isEmpty()) {
            int n = Math.min(held.length - from, LoopMemory.SIZE);
            through.passing().put(0, held, from, n);
            int sent = SocketCalls.send(socket, through.address(), 0, n);
            from += sent;
            if (sent < n) {
                takenNanos = System.nanoTime();
                return false;
            }
        }
        forget();
        return true;
    }
}
