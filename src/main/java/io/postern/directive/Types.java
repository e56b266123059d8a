package io.postern.directive;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** nginx's usual kinds of values (its ngx_conf_set_*_slot functions), with its error words. */
public final class Types {
    /** {@code on} or {@code off}, in any case. */
    public static final Type<Boolean> FLAG = Types::flag;

    /** One word as it stands. */
    public static final Type<String> STRING = args -> args.get(1);

    /** A whole number, 0 or more. */
    public static final Type<Long> NUMBER = args -> number(args.get(1), "invalid number");

    /** A size in bytes, with k and m. */
    public static final Type<Long> SIZE = args -> value(Units.size(args.get(1)));

    /** An offset in bytes, with k, m and g. */
    public static final Type<Long> OFFSET = args -> value(Units.offset(args.get(1)));

    /** A time in milliseconds where no unit is written... nginx's msec slot: "60" is 60 seconds, "500ms" half a second. */
    public static final Type<Duration> MSEC = args -> Duration.ofMillis(value(Units.milliseconds(args.get(1))));

    /** nginx's sec slot: whole seconds, "1y" to "s"; "ms" is refused. */
    public static final Type<Duration> SEC = args -> Duration.ofSeconds(value(Units.seconds(args.get(1))));

    /** All arguments as they stand. */
    public static final Type<List<String>> WORDS = args -> {
        List<String> words = new ArrayList<>(args.count());
        for (int i = 1; i <= args.count(); i++) {
            words.add(args.get(i));
        }
        return Collections.unmodifiableList(words);
    };

    private Types() {}

    /** A whole number between two bounds, both included. */
    public static Type<Long> number(long low, long high) {
        return args -> {
            long number = NUMBER.parse(args);
            if (number < low || number > high) {
                throw Complaint.here("value must be between " + low + " and " + high);
            }
            return number;
        };
    }

    /** One of these words, in any case (nginx's enum slot). */
    public static <T> Type<T> oneOf(Map<String, T> values) {
        return new Type<>() {
            @Override
            public T parse(Args args) {
                T value = values.get(lower(args.get(1)));
                if (value == null) {
                    throw Complaint.here("invalid value \"" + args.printed(1) + "\"");
                }
                return value;
            }

            @Override
            public Collection<String> words() {
                return values.keySet();
            }
        };
    }

    /**
     * Any of these words, in any case; statements of one block add up, and a value given twice is a warning (nginx's bitmask
     * slot). The set keeps the order written.
     */
    public static <T> Type<Set<T>> bitmask(Map<String, T> values) {
        return new Type<>() {
            @Override
            public Set<T> parse(Args args) {
                return again(Set.of(), args);
            }

            @Override
            public Set<T> again(Set<T> before, Args args) {
                Set<T> all = new LinkedHashSet<>(before);
                for (int i = 1; i <= args.count(); i++) {
                    T value = values.get(lower(args.get(i)));
                    if (value == null) {
                        throw Complaint.here("invalid value \"" + args.printed(i) + "\"");
                    }
                    if (!all.add(value)) {
                        args.warn("duplicate value \"" + args.printed(i) + "\"");
                    }
                }
                return Collections.unmodifiableSet(all);
            }

            @Override
            public Collection<String> words() {
                return values.keySet();
            }
        };
    }

    /** The same type where a repetition replaces what was set before. */
    public static <T> Type<T> lastWins(Type<T> type) {
        return new Type<>() {
            @Override
            public T parse(Args args) {
                return type.parse(args);
            }

            @Override
            public T again(T before, Args args) {
                return type.parse(args);
            }
        };
    }

    /** One element per statement; repetitions add to the list. The default "" is the empty list. */
    public static <E> Type<List<E>> each(Type<E> element) {
        return joined(args -> args.count() == 0 ? List.of() : List.of(element.parse(args)));
    }

    /** A list per statement; repetitions add to the list. */
    public static <E> Type<List<E>> joined(Type<List<E>> part) {
        return new Type<>() {
            @Override
            public List<E> parse(Args args) {
                return part.parse(args);
            }

            @Override
            public List<E> again(List<E> before, Args args) {
                return Grown.of(before, part.parse(args));
            }
        };
    }

    /** What C's "%s" prints of a text: everything before the first NUL. */
    public static String cString(String text) {
        int nul = text.indexOf(0);
        return nul < 0 ? text : text.substring(0, nul);
    }

    /** ASCII lower case, as ngx_strcasecmp sees it and ngx_strlow makes it. */
    public static String lower(String text) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c | 0x20));
            }
        }
        return lower.toString();
    }

    private static boolean flag(Args args) {
        if (args.printed(1).equalsIgnoreCase("on")) {
            return true;
        }
        if (args.printed(1).equalsIgnoreCase("off")) {
            return false;
        }
        throw Complaint.here("invalid value \"" + args.printed(1) + "\" in \"" + args.name()
                + "\" directive, it must be \"on\" or \"off\"");
    }

    private static long number(String text, String words) {
        long number = Units.number(text);
        if (number < 0) {
            throw Complaint.directive(words);
        }
        return number;
    }

    private static long value(long value) {
        if (value < 0) {
            throw Complaint.directive("invalid value");
        }
        return value;
    }
}
