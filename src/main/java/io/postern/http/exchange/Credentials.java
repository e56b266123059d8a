package io.postern.http.exchange;

import io.postern.sasl.Base64Text;
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
        String plain = Base64Text.decode(header.substring(BASIC.length()).replaceFirst("^ +", ""));
        if (plain == null) {
            return NONE;
        }
        int colon = plain.indexOf(':');
        return colon <= 0 ? NONE : new Credentials(plain.substring(0, colon), plain.substring(colon + 1));
    }
}
