package io.postern.carried.pcre;

/** How many characters a group matches, while it is read; -1 where that is not fixed. */
final class PcreLength {
    private static final int VARIES = -1;

    /** In a lookbehind each alternative may have a length of its own. */
    private final boolean apart;

    private boolean assertion;
    private int current;
    private int last;
    private int total = Integer.MIN_VALUE;

    PcreLength(boolean apart) {
        this.apart = apart;
    }

    void assertion() {
        assertion = true;
    }

    boolean isAssertion() {
        return assertion;
    }

    void add(int length) {
        last = length;
        current = current < 0 || length < 0 ? VARIES : current + length;
    }

    /** The last item is repeated so many times; -1 for any number of times. */
    void repeat(int times) {
        if (times < 0) {
            current = VARIES;
        } else if (current >= 0) {
            current += last * (times - 1);
        }
    }

    void alternative() {
        total = merged();
        current = 0;
    }

    int total() {
        return merged();
    }

    private int merged() {
        if (total == Integer.MIN_VALUE) {
            return current;
        }
        return total < 0 || current < 0 || (!apart && total != current) ? VARIES : Math.max(total, current);
    }
}
