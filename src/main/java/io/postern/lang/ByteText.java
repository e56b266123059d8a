package io.postern.lang;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.IntStream;
import org.antlr.v4.runtime.misc.Interval;

/**
 * Bytes as ANTLR's characters, one each: no decoding, no copy. The lexer sees one letter for all characters that the grammar does
 * not tell apart, so that it has to learn only a few.
 */
final class ByteText implements CharStream {
    /** The characters that the grammar names. */
    static final String TOLD_APART = " \t\r\n;{}#\"'\\$)";

    private static final int[] KIND = kinds();

    private final String name;
    private final byte[] bytes;
    private int at;

    ByteText(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    private static int[] kinds() {
        int[] kinds = new int[256];
        for (int c = 0; c < kinds.length; c++) {
            kinds[c] = TOLD_APART.indexOf(c) < 0 ? 'a' : c;
        }
        return kinds;
    }

    @Override
    public void consume() {
        if (at >= bytes.length) {
            throw new IllegalStateException("cannot consume EOF");
        }
        at++;
    }

    @Override
    public int LA(int i) {
        int index = i > 0 ? at + i - 1 : at + i;
        return index < 0 || index >= bytes.length ? IntStream.EOF : KIND[bytes[index] & 0xff];
    }

    /** The byte at an index from the start; EOF outside. */
    int at(int index) {
        return index < 0 || index >= bytes.length ? IntStream.EOF : bytes[index] & 0xff;
    }

    @Override
    public int mark() {
        return -1;
    }

    @Override
    public void release(int marker) {
        // everything is in memory
    }

    @Override
    public int index() {
        return at;
    }

    @Override
    public void seek(int index) {
        at = Math.min(index, bytes.length);
    }

    @Override
    public int size() {
        return bytes.length;
    }

    @Override
    public String getSourceName() {
        return name.isEmpty() ? UNKNOWN_SOURCE_NAME : name;
    }

    @Override
    public String getText(Interval interval) {
        int from = interval.a;
        int to = Math.min(interval.b, bytes.length - 1);
        return from > to ? "" : new String(bytes, from, to - from + 1, ISO_8859_1);
    }
}
