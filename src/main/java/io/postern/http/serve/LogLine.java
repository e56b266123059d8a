package io.postern.http.serve;

import io.postern.http.model.LogFormat;
import io.postern.http.text.Template;
import io.postern.http.text.Values;

/** One line of an access log, its values escaped (ngx_http_log_variable, ngx_http_log_json_variable). */
final class LogLine {
    private static final String HEX = "0123456789ABCDEF";

    private LogLine() {}

    static String of(LogFormat format, Values values) {
        StringBuilder out = new StringBuilder(160);
        for (Template.Part p : format.line().parts()) {
            String piece = Template.piece(p, values);
            if (p instanceof Template.Part.Text) {
                out.append(piece);
                continue;
            }
            switch (format.escape()) {
                case DEFAULT -> {
                    if (piece == null) {
                        out.append('-');
                    } else {
                        escape(piece, out);
                    }
                }
                case JSON -> json(piece == null ? "" : piece, out);
                case NONE -> out.append(piece == null ? "" : piece);
            }
        }
        return out.toString();
    }

    /** Quotes, backslashes, control characters and everything above ASCII as \xXX. */
    private static void escape(String text, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\' || c > 0x7e) {
                out.append("\\x").append(HEX.charAt(c >> 4 & 15)).append(HEX.charAt(c & 15));
            } else {
                out.append(c);
            }
        }
    }

    private static void json(String text, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
                continue;
            }
            int short_ = "\n\r\t\b\f".indexOf(c);
            if (c > 0x1f) {
                out.append(c);
            } else if (short_ >= 0) {
                out.append('\\').append("nrtbf".charAt(short_));
            } else {
                out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
    }
}
