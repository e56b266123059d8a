package io.postern.http.text;

/** A pattern that PCRE refuses, or that we cannot say in Java; {@code at} is the offset of the fault in the pattern. */
public final class PatternException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int at;

    PatternException(String message, int at) {
        super(message, null, false, false);
        this.at = at;
    }

    public int at() {
        return at;
    }
}
