package io.postern.corpus;

import java.util.Set;

/** Collected files on which we differ from nginx, each with its reason. */
final class Excused {
    private static final Set<String> FILES = Set.of(
            // a relative unix path belongs to the working directory, which is not the corpus here
            "tricky/listen-unix-relative.conf",
            // nginx was built with an OpenSSL that cannot compress certificates; our TLS can
            "tricky/ssl_certificate_compression-on.conf");

    private Excused() {}

    static boolean has(String file) {
        return FILES.contains(file);
    }
}
