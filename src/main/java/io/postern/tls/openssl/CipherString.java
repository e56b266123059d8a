package io.postern.tls.openssl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a cipher string of OpenSSL's ({@code HIGH:!aNULL:!MD5}, see ciphers(1)) selects, in its order; the suites of TLSv1.3 are not
 * its business. Words that name nothing are passed over, as OpenSSL does.
 */
public final class CipherString {
    private static final String DEFAULT = "DEFAULT";
    private static final String WEAKER = "ECDHE-ECDSA-AES128-GCM-SHA256";
    private static final String STRONGER = "ECDHE-ECDSA-AES256-GCM-SHA384";
    private static final String SEPARATORS = ":;, ";
    private static final String SIGNS = "-+!@";
    private static final Pattern COMMAND = Pattern.compile("STRENGTH|SECLEVEL=[0-5]");

    private final List<CipherSuite> active = new ArrayList<>();
    private final List<CipherSuite> idle = new ArrayList<>(CipherSuite.ALL);

    private CipherString() {}

    /** Thrown where OpenSSL says "invalid command". */
    public static final class InvalidCommand extends Exception {
        InvalidCommand() {
            super("invalid command", null, false, false);
        }
    }

    /**
     * Evaluates a cipher string.
     *
     * @return the suites in order of preference; empty where OpenSSL says "no cipher match"
     */
    public static List<CipherSuite> select(String text) throws InvalidCommand {
        CipherString list = new CipherString();
        String first = suiteB(text);
        if (first.startsWith(DEFAULT)) {
            for (String rule : List.of("ALL", "!COMPLEMENTOFDEFAULT", "!eNULL")) {
                list.apply(rule);
            }
            first = first.substring(DEFAULT.length());
        }
        for (String rule : rules(first)) {
            list.apply(rule);
        }
        return List.copyOf(list.active);
    }

    /** RFC 6460's two suites stand behind words of their own at the head of a list, and nothing else of it counts. */
    private static String suiteB(String text) {
        if (text.startsWith("SUITEB128ONLY")) {
            return WEAKER;
        }
        if (text.startsWith("SUITEB128")) {
            return WEAKER + ":" + STRONGER;
        }
        return text.startsWith("SUITEB192") ? STRONGER : text;
    }

    /** The rules of a list. A word that names nothing is passed over up to the next separator. */
    private static List<String> rules(String text) throws InvalidCommand {
        List<String> rules = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            char first = text.charAt(at);
            if (SEPARATORS.indexOf(first) >= 0) {
                at++;
                continue;
            }
            int start = at;
            if (SIGNS.indexOf(first) >= 0) {
                at++;
            }
            int end = first == '@' ? command(text, at) : words(text, at);
            if (end >= 0) {
                rules.add(text.substring(start, end));
                at = end;
            }
            if (end < 0 || first == '@') {
                at = separator(text, at);
            }
        }
        return rules;
    }

    /** The end of a command's name. */
    private static int command(String text, int start) throws InvalidCommand {
        int end = wordEnd(text, start);
        if (!COMMAND.matcher(text.substring(start, end)).matches()) {
            throw new InvalidCommand();
        }
        return end;
    }

    /** The end of words joined by plus signs; negative where one names nothing. */
    private static int words(String text, int start) throws InvalidCommand {
        for (int at = start; ; at++) {
            int end = wordEnd(text, at);
            if (end == at) {
                throw new InvalidCommand();
            }
            if (!CipherSuite.isWord(text.substring(at, end))) {
                return -1;
            }
            at = end;
            if (at == text.length() || text.charAt(at) != '+') {
                return at;
            }
        }
    }

    private static int wordEnd(String text, int start) {
        int end = start;
        while (end < text.length() && isOfWord(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isOfWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-._=".indexOf(c) >= 0;
    }

    private static int separator(String text, int start) {
        int at = start;
        while (at < text.length() && SEPARATORS.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    /** The security level that a list asks for with {@code @SECLEVEL=n}, else the given one. */
    public static int securityLevel(String text, int otherwise) {
        int level = otherwise;
        Matcher asked = Pattern.compile("@SECLEVEL=([0-5])").matcher(text);
        while (asked.find()) {
            level = Integer.parseInt(asked.group(1));
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
