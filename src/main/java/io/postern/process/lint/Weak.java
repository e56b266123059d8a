package io.postern.process.lint;

import io.postern.directive.Directive;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Protocols and ciphers of TLS that nobody should speak any more. */
final class Weak {
    private static final Set<String> PROTOCOLS = Set.of("SSLV2", "SSLV3", "TLSV1", "TLSV1.1");
    private static final Set<String> CIPHERS = Set.of(
            "NULL",
            "ENULL",
            "ANULL",
            "ADH",
            "AECDH",
            "EXP",
            "EXPORT",
            "EXPORT40",
            "EXPORT56",
            "LOW",
            "DES",
            "3DES",
            "RC2",
            "RC4",
            "MD5",
            "IDEA",
            "SEED");

    private Weak() {}

    static void protocols(@Nullable Directive directive, Lint.Hits hits) {
        if (directive != null) {
            hit(Rule.WEAK_PROTOCOL, directive, found(directive.arguments(), PROTOCOLS), hits);
        }
    }

    /** Looks at the words of OpenSSL's cipher list that add something, and at the parts of suites' names: RC4+RSA, RC4-SHA. */
    static void ciphers(@Nullable Directive directive, Lint.Hits hits) {
        if (directive == null) {
            return;
        }
        Set<String> added = new TreeSet<>();
        Set<String> removed = new TreeSet<>();
        for (String word : directive.arguments().get(0).split("[:, ;]", -1)) {
            if (word.startsWith("!")) {
                removed.add(word.substring(1).toUpperCase(Locale.ROOT));
            } else if (!word.startsWith("-") && !word.startsWith("+") && !word.startsWith("@")) {
                added.addAll(found(List.of(word.split("[+-]", -1)), CIPHERS));
            }
        }
        added.removeIf(word -> removed.contains(word.toUpperCase(Locale.ROOT)));
        hit(Rule.WEAK_CIPHER, directive, added, hits);
    }

    private static Set<String> found(Iterable<String> words, Set<String> weak) {
        Set<String> found = new TreeSet<>();
        for (String word : words) {
            if (weak.contains(word.toUpperCase(Locale.ROOT))) {
                found.add(word);
            }
        }
        return found;
    }

    private static void hit(Rule rule, Directive where, Set<String> found, Lint.Hits hits) {
        if (!found.isEmpty()) {
            hits.add(rule, where, ": " + String.join(", ", found));
        }
    }
}
