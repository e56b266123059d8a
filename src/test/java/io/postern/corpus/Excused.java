package io.postern.corpus;

import java.util.Set;

/** Collected files on which we differ from nginx, each with its reason. */
final class Excused {
    private static final Set<String> FILES = Set.of(
            // a relative unix path belongs to the working directory, which is not the corpus here
            "tricky/listen-unix-relative.conf",
            // nginx was built with an OpenSSL that cannot compress certificates; our TLS can
            "tricky/ssl_certificate_compression-on.conf",
            // one shared memory zone for mail and stream: stream's caches are not ours
            "errors/mail-with-stream-same-cache.conf",
            // warnings of http{} that need its virtual servers
            "mail-testable/mailu-2022-02-09-5d6b2950-tlserror.conf",
            "mail-testable/mailu-HEAD-tlserror.conf");

    private Excused() {}

    static boolean has(String file) {
        return FILES.contains(file);
    }

    /** Whether the line is one of http's about OCSP stapling, which needs certificates that mail does not use. */
    static boolean line(String line) {
        return line.startsWith("[warn] \"ssl_stapling\" ignored, ");
    }
}
