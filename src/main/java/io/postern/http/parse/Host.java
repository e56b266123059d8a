package io.postern.http.parse;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A Host header's name and port (ngx_http_validate_host): lower case, without a trailing dot. */
public record Host(String name, int port) {
    private static final String OTHERS = "-._~!$&'()*+,;=";

    /** Null when the value is no host. */
    public static @Nullable Host of(String value) {
        boolean literal = value.startsWith("[");
        int end = literal ? value.indexOf(']') + 1 : value.indexOf(':');
        if (literal && end == 0) {
            return null;
        }
        end = end < 0 ? value.length() : end;
        String name = value.substring(0, end);
        for (int i = literal ? 1 : 0; i < name.length() - (literal ? 1 : 0); i++) {
            char c = name.charAt(i);
            boolean letter = ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c >= '0' && c <= '9');
            if (!letter && OTHERS.indexOf(c) < 0 && !(c == '%' && !literal) && !(c == ':' && literal)) {
                return null;
            }
        }
        if (name.contains("..")) {
            return null;
        }
        int port = 0;
        if (end < value.length()) {
            String digits = value.substring(end + 1);
            if (value.charAt(end) != ':' || !digits.matches("\\d*") || digits.length() > 5) {
                return null;
            }
            port = digits.isEmpty() ? 0 : Integer.parseInt(digits);
            if (port > 65535) {
                return null;
            }
        }
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        return name.isEmpty() ? null : new Host(name.toLowerCase(Locale.ROOT), port);
    }
}
