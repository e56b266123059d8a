package io.postern.http.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request's head as it came. The reader fills it; later nobody changes it.
 *
 * @see RequestLine
 */
public final class Request {
    /** The line as sent; as far as it came when it was refused. Null before its first byte. */
    public @Nullable String line;

    public String method = "";
    public String protocol = "";
    /** 9, 1000, 1001. */
    public int version;

    public @Nullable Target target;
    /** From the URI or the Host header, lower case; empty when neither names one. */
    public String host = "";

    public int port;
    public final List<Header> headers = new ArrayList<>();
    /** -1 when not given. */
    public long contentLength = -1;

    public boolean chunked;
    /** Bytes of the head, and of the body as it is read. */
    public long length;
    /** When the first byte came. */
    public long startNanos;

    public @Nullable String first(String name) {
        for (Header h : headers) {
            if (h.is(name)) {
                return h.value();
            }
        }
        return null;
    }

    /** All values of a name, joined; null when there is none. */
    public @Nullable String joined(String name, String separator) {
        StringBuilder out = null;
        for (Header h : headers) {
            if (h.is(name)) {
                out = out == null ? new StringBuilder() : out.append(separator);
                out.append(h.value());
            }
        }
        return out == null ? null : out.toString();
    }

    /** What Connection says, else what the version means (RFC 9112, 9.3). */
    public boolean wantsKeepAlive() {
        String connection = first("Connection");
        String lower = connection == null ? "" : connection.toLowerCase(Locale.ROOT);
        return !lower.contains("close") && (lower.contains("keep-alive") || version > 1000);
    }

    public boolean isHead() {
        return method.equals("HEAD");
    }
}
