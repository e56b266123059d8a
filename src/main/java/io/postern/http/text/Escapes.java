package io.postern.http.text;

/** Percent escapes as nginx writes and reads them (ngx_escape_uri, ngx_unescape_uri). */
public final class Escapes {
    private static final String NEVER = "\"<>\\^`{|}";
    private static final String URI = NEVER + " #%?";
    private static final String ARGS = NEVER + " #%&+;?";

    private Escapes() {}

    /** For a path in a URI. */
    public static String uri(String text) {
        return escape(text, URI);
    }

    /** For a value among arguments. */
    public static String args(String text) {
        return escape(text, ARGS);
    }

    /** Everything but what RFC 3986 reserves for nothing. */
    public static String component(String text) {
        return escape(text, "!\"#$%&'()*+,/:;<=>?@[\\]^`{|} ");
    }

    private static String escape(String text, String escaped) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c > 0x7e || escaped.indexOf(c) >= 0) {
                if (out == null) {
                    out = new StringBuilder(text.substring(0, i));
                }
                out.append('%').append(Character.toUpperCase(Character.forDigit(c >> 4 & 15, 16)));
                out.append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            } else if (out != null) {
                out.append(c);
            }
        }
        return out == null ? text : out.toString();
    }

    /**
     * Decodes what a redirect needs no escape for (NGX_UNESCAPE_REDIRECT): printable characters before the first question mark,
     * except the percent sign itself.
     */
    public static String redirect(String text) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '?') {
                return out.append(text, i, text.length()).toString();
            }
            int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low < 0) {
                out.append(c);
                i++;
                continue;
            }
            int decoded = high * 16 + low;
            if (decoded > '%' && decoded < 0x7f) {
                out.append((char) decoded);
            } else {
                out.append(text, i, i + 3);
            }
            i += 3;
            if (decoded == '?') {
                return out.append(text, Math.min(i, text.length()), text.length())
                        .toString();
            }
        }
        return out.toString();
    }

    /** Decodes every escape; a broken one stays as it is. */
    public static String decode(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low < 0) {
                out.append(c);
            } else {
                out.append((char) (high * 16 + low));
                i += 2;
            }
        }
        return out.toString();
    }
}
