package io.postern.directive;

/**
 * How many arguments a directive takes, as nginx's NGX_CONF_TAKE bits say it.
 *
 * @param mask bit n set: n arguments are right (n up to 7)
 * @param atLeast with a non-negative value: this many or more; the mask is not used then
 * @param flag whether it is nginx's FLAG: one argument, on or off
 */
public record Arity(int mask, int atLeast, boolean flag) {
    public static final Arity NONE = take(0);
    public static final Arity ONE = take(1);
    public static final Arity TWO = take(2);
    public static final Arity ONE_OR_TWO = take(1, 2);
    public static final Arity ONE_OR_MORE = new Arity(0, 1, false);
    public static final Arity FLAG = new Arity(1 << 1, -1, true);
    public static final Arity ANY = new Arity(0, 0, false);

    /** Exactly one of these counts. */
    public static Arity take(int... counts) {
        int mask = 0;
        for (int count : counts) {
            mask |= 1 << count;
        }
        return new Arity(mask, -1, false);
    }

    /** Whether so many arguments (the name not counted) are right. */
    public boolean allows(int count) {
        return atLeast >= 0 ? count >= atLeast : count <= 7 && (mask & 1 << count) != 0;
    }

    /** For people: "one argument", "1, 2 or 3 arguments", "on or off". */
    public String words() {
        if (flag) {
            return "\"on\" or \"off\"";
        }
        if (atLeast >= 0) {
            return atLeast == 0 ? "any number of arguments" : atLeast + " or more arguments";
        }
        StringBuilder counts = new StringBuilder();
        for (int count = 0, left = Integer.bitCount(mask); count <= 7; count++) {
            if ((mask & 1 << count) != 0) {
                left--;
                counts.append(counts.isEmpty() ? "" : left == 0 ? " or " : ", ").append(count == 0 ? "no" : count);
            }
        }
        return counts + (mask == 1 << 1 ? " argument" : " arguments");
    }

    /** Reads the reference table's column: {@code flag}, {@code 1}, {@code 1-3}, {@code 0,1-2}, {@code 2+}. */
    static Arity of(String column) {
        if (column.equals("flag")) {
            return FLAG;
        }
        if (column.equals("any") || column.equals("arguments")) {
            return ANY;
        }
        if (column.endsWith("+")) {
            return new Arity(0, Integer.parseInt(column, 0, column.length() - 1, 10), false);
        }
        int mask = 0;
        for (String part : column.split(",", -1)) {
            int dash = part.indexOf('-');
            int low = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
            int high = dash < 0 ? low : Integer.parseInt(part.substring(dash + 1));
            for (int count = low; count <= high; count++) {
                mask |= 1 << count;
            }
        }
        return new Arity(mask, -1, false);
    }
}
