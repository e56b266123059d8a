package io.postern.http.exchange;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A user and password from an Authorization header; the user is empty when the header says none (RFC 7617). */
public record Credentials(String user, String password) {
    private static final Credentials NONE = new Credentials("", "");
    private static final String BASIC = "Basic ";

    /** What the client sent; read once. */
    public static Credentials of(Exchange x) {
        Credentials c = x.credentials;
        if (c == null) {
            c = parse(x.request().first("Authorization"));
            x.credentials = c;
        }
        return c;
    }

    private static Credentials parse(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return NONE;
        }
        String encoded = header.substring(BASIC.length()).strip();
        String plain;
        try {
            plain = new String(Base64.getDecoder().decode(encoded), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            return NONE;
        }
        int colon = plain.indexOf(':');
        return colon <= 0 ? NONE : new Credentials(plain.substring(0, colon), plain.substring(colon + 1));
    }
}
