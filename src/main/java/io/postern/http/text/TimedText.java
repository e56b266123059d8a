package io.postern.http.text;

/** A subject that ends a match which takes too long: reading a character looks at the clock now and then. */
final class TimedText implements CharSequence {
    /** Thrown out of a match; carries no stack. */
    static final class Expired extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Expired() {
            super("", null, false, false);
        }
    }

    private static final int GLANCE = 0xffff;

    private final String text;
    private final long deadline;
    private int reads;

    TimedText(String text, long deadline) {
        this.text = text;
        this.deadline = deadline;
    }

    @Override
    public char charAt(int index) {
        if ((++reads & GLANCE) == 0 && System.nanoTime() - deadline > 0) {
            throw new Expired();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
