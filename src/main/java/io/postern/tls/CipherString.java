package io.postern.tls;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a cipher string of OpenSSL's ({@code HIGH:!aNULL:!MD5}, see ciphers(1)) selects, in its order; the suites of TLSv1.3 are not
 * its business. Words that name nothing are passed over, as OpenSSL does.
 */
final class CipherString {
    private static final String LEVEL = "@SECLEVEL=";

    private final List<CipherSuite> active = new ArrayList<>();
    private final List<CipherSuite> idle = new ArrayList<>(CipherSuite.ALL);

    private CipherString() {}

    /**
     * Evaluates a cipher string.
     *
     * @return the suites in order of preference; empty where OpenSSL says "no cipher match"
     */
    static List<CipherSuite> select(String text) {
        CipherString list = new CipherString();
        boolean first = true;
        for (String rule : text.split("[:;, ]+", -1)) {
            if (rule.isEmpty()) {
                continue;
            }
            if (first && rule.startsWith("DEFAULT")) {
                list.apply("ALL");
                list.apply("!COMPLEMENTOFDEFAULT");
                list.apply("!eNULL");
            } else {
                list.apply(rule);
            }
            first = false;
        }
        return List.copyOf(list.active);
    }

    /** The security level that a list asks for with {@code @SECLEVEL=n}, else the given one. */
    static int securityLevel(String text, int otherwise) {
        int level = otherwise;
        for (String rule : text.split("[:;, ]+", -1)) {
            if (rule.length() == LEVEL.length() + 1 && rule.startsWith(LEVEL)) {
                int digit = rule.charAt(LEVEL.length()) - '0';
                level = digit >= 0 && digit <= 5 ? digit : level;
            }
        }
        return level;
    }

    private void apply(String rule) {
        char sign = rule.charAt(0);
        switch (sign) {
            case '!' -> kill(matching(rule.substring(1)));
            case '-' -> retire(matching(rule.substring(1)));
            case '+' -> moveToEnd(matching(rule.substring(1)));
            case '@' -> command(rule.substring(1));
            default -> add(matching(rule));
        }
    }

    private void command(String command) {
        if (command.equals("STRENGTH")) {
            active.sort(Comparator.comparingInt(CipherSuite::bits).reversed());
        }
    }

    private static Set<CipherSuite> matching(String words) {
        Set<CipherSuite> set = new HashSet<>(CipherSuite.ALL);
        for (String word : words.split("\\+", -1)) {
            set.removeIf(suite -> !suite.matches(word));
        }
        return set;
    }

    private void add(Set<CipherSuite> set) {
        for (CipherSuite suite : List.copyOf(idle)) {
            if (set.contains(suite)) {
                idle.remove(suite);
                active.add(suite);
            }
        }
    }

    private void moveToEnd(Set<CipherSuite> set) {
        List<CipherSuite> moved = active.stream().filter(set::contains).toList();
        active.removeAll(moved);
        active.addAll(moved);
    }

    private void retire(Set<CipherSuite> set) {
        // OpenSSL puts them at the head of its list, in their order: a later word finds them first
        List<CipherSuite> retired = active.stream().filter(set::contains).toList();
        active.removeAll(retired);
        idle.addAll(0, retired);
    }

    private void kill(Set<CipherSuite> set) {
        active.removeAll(set);
        idle.removeAll(set);
    }
}
