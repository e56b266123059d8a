package io.postern.corpus;

import java.util.Set;

/** Collected files on which we differ from nginx, each with its reason. */
final class Excused {
    private static final Set<String> FILES = Set.of();

    private Excused() {}

    static boolean has(String file) {
        return FILES.contains(file);
    }
}
