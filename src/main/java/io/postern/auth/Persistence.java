package io.postern.auth;

import java.util.Locale;

/**
 * What a reply says of its connection (RFC 9112 sections 6.3 and 9.3): it can be used again when the auth server says so, be it by
 * speaking HTTP/1.1 and not saying otherwise, and the body's length is known. Pure.
 */
final class Persistence {
    private long length = -1;
    private boolean agreed;
    private boolean refused;

    void connection(String value) {
        for (String option : value.toLowerCase(Locale.ROOT).split(",", -1)) {
            switch (option.strip()) {
                case "keep-alive" -> agreed = true;
                case "close" -> refused = true;
                default -> {}
            }
        }
    }

    /** @param bytes -1 for what is no number */
    void contentLength(long bytes) {
        refused |= bytes < 0 || (length >= 0 && length != bytes);
        length = bytes;
    }

    void transferEncoding() {
        refused = true;
    }

    /** @param lasting whether connections of the reply's version of HTTP last by themselves */
    boolean agreed(boolean lasting) {
        return (agreed || lasting) && !refused && length >= 0;
    }

    /** How long the body is. */
    long length() {
        return length;
    }
}
