package io.postern.lang;

/**
 * One word of a statement, quotes and escapes already taken off.
 *
 * @param text the bytes as ISO_8859_1
 * @param line where it starts, from 1
 * @param column where it starts, from 1 (in bytes)
 */
public record Word(String text, int line, int column) {
    @Override
    public String toString() {
        return text;
    }
}
