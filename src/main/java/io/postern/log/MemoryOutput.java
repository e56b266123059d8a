package io.postern.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** {@code error_log memory:}: a ring in memory that a heap dump shows, headed as nginx heads it. Safe on any thread. */
final class MemoryOutput implements Output {
    private final byte[] ring;
    private final int start;
    private long written;

    MemoryOutput(int size, String origin) {
        ring = new byte[size];
        byte[] head = ("MEMLOG " + size + " " + origin + "\n").getBytes(StandardCharsets.ISO_8859_1);
        start = Math.min(head.length, size - 1);
        System.arraycopy(head, 0, ring, 0, start);
        Arrays.fill(ring, start, size, (byte) ' ');
    }

    @Override
    public synchronized boolean write(Level level, byte[] bytes, int length) {
        int room = ring.length - start;
        for (int i = 0; i < length; i++) {
            ring[start + (int) ((written + i) % room)] = bytes[i];
        }
        written += length;
        return true;
    }

    synchronized String text() {
        return new String(ring, StandardCharsets.ISO_8859_1);
    }
}
