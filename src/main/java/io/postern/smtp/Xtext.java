package io.postern.smtp;

/** XCLIENT's attribute values (RFC 1891, section 5): what is not printable ASCII, space, {@code +} and {@code =} as {@code +XX}. */
final class Xtext {
    private static final String HEX = "0123456789ABCDEF";

    private Xtext() {}

    static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == '+' || c == '=' || c >= 0x7f) {
                out.append('+').append(HEX.charAt(c >> 4 & 0xf)).append(HEX.charAt(c & 0xf));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
