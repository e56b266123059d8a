package io.postern.carried.pcre;

import io.postern.carried.pcre.PcreSyntax.Bad;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The groups of a pattern while it is read: numbers, names, which are open, what refers to them, and how many characters they match. */
final class PcreGroups {
    static final int LARGEST = 65535;
    static final String NO_SUCH_GROUP = "reference to non-existent subpattern";
    private static final int NO_RESET = -1;

    /** A reference to a group, checked when all groups are known. */
    private record Reference(@Nullable String name, int number, int at) {}

    /** A group that is open: where it began, and the lengths of what it matches. */
    private static final class Open {
        private final int start;
        private final int number;
        private final boolean behind;
        /** The number before its first group where all alternatives number their groups alike ({@code (?|…)}), else {@link #NO_RESET}. */
        private final int resetTo;

        private int highest;
        private final PcreLength length;

        Open(int start, int number, boolean behind, int resetTo) {
            this.start = start;
            this.number = number;
            this.behind = behind;
            this.resetTo = resetTo;
            this.highest = resetTo;
            this.length = new PcreLength(behind);
        }

        boolean resets() {
            return resetTo != NO_RESET;
        }
    }

    private final Map<String, Integer> names = new HashMap<>();
    /** How long the groups are that have ended; -1 where that differs, or where two have the same number. */
    private final Map<Integer, Integer> lengths = new HashMap<>();

    private final List<Reference> references = new ArrayList<>();
    private final List<Reference> referencesBehind = new ArrayList<>();
    private final List<Integer> unfixed = new ArrayList<>();
    private final Deque<Open> open = new ArrayDeque<>();
    private int latest;
    private int highest;

    PcreGroups() {
        open(0);
    }

    /** The number of the latest group that captures. */
    int latest() {
        return latest;
    }

    /** How many groups there are. */
    int highest() {
        return highest;
    }

    /** Their names, sorted. */
    List<String> names() {
        return names.keySet().stream().sorted().toList();
    }

    /** What the innermost group matches is longer by this; -1 where it has no length in particular. */
    void add(int length) {
        open.element().length.add(length);
    }

    /** What was added last is there so many times; -1 where that differs. */
    void repeat(int times) {
        open.element().length.repeat(times);
    }

    /** The next alternative of the innermost group. */
    void alternative() {
        Open group = open.element();
        group.length.alternative();
        if (group.resets()) {
            group.highest = Math.max(group.highest, latest);
            latest = group.resetTo;
        }
    }

    /** A group that captures nothing. */
    void open(int start) {
        open.push(new Open(start, 0, false, NO_RESET));
    }

    /** One that looks ahead. */
    void openAhead(int start) {
        open(start);
        open.element().length.assertion();
    }

    /** One that looks behind. */
    void openBehind(int start) {
        open.push(new Open(start, 0, true, NO_RESET));
    }

    /** One whose alternatives number their groups alike. */
    void openReset(int start) {
        open.push(new Open(start, 0, false, latest));
    }

    /** One that captures; {@code pos} is where too many of them are complained of. */
    void openCapture(int start, int pos) throws Bad {
        if (++latest > LARGEST) {
            throw new Bad("too many capturing groups (maximum 65535)", pos);
        }
        highest = Math.max(highest, latest);
        open.push(new Open(start, latest, false, NO_RESET));
    }

    /** The next group that captures has this name. */
    void name(String name, int pos) throws Bad {
        Integer other = names.get(name);
        if (other != null && other != latest + 1) {
            throw new Bad("two named subpatterns have the same name (PCRE2_DUPNAMES not set)", pos);
        }
        names.put(name, latest + 1);
    }

    /** Ends the innermost group: it is one item of the group around it. */
    void close(int pos) throws Bad {
        if (open.size() == 1) {
            throw new Bad("unmatched closing parenthesis", pos);
        }
        Open group = open.pop();
        if (group.resets()) {
            latest = Math.max(group.highest, latest);
        }
        int length = group.length.total();
        if (group.number > 0) {
            lengths.merge(group.number, length, (one, other) -> -1);
        }
        if (group.behind) {
            if (length < 0) {
                unfixed.add(group.start);
            }
            length = 0;
        }
        add(group.length.isAssertion() ? 0 : length);
    }

    /** Something refers to the group of this name, or where there is none, of this number. */
    void refer(@Nullable String name, int number, int at) {
        boolean behind = open.stream().anyMatch(group -> group.behind);
        (behind ? referencesBehind : references).add(new Reference(name, number, at));
    }

    /** The same, and what the group matches, or does, is there once more. */
    void repeatGroup(@Nullable String name, int number, int at) {
        refer(name, number, at);
        add(lengths.getOrDefault(name == null ? number : names.getOrDefault(name, 0), -1));
    }

    /** Judges all of it, the pattern being read to its end. */
    void end(int pos) throws Bad {
        if (open.size() > 1) {
            throw new Bad("missing closing parenthesis", pos);
        }
        // lookbehinds are measured before the rest is compiled
        check(referencesBehind);
        if (!unfixed.isEmpty()) {
            throw new Bad("lookbehind assertion is not fixed length", unfixed.get(0));
        }
        check(references);
    }

    private void check(List<Reference> all) throws Bad {
        for (Reference reference : all) {
            boolean there = reference.name == null ? reference.number <= highest : names.containsKey(reference.name);
            if (!there) {
                throw new Bad(NO_SUCH_GROUP, reference.at);
            }
        }
    }
}
