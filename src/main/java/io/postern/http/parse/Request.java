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

    /** The line has been read to its end: nginx names its parts only then. */
    public boolean lineRead;

    public String method = "";
    /** Null where the line names none; empty where it was refused behind the protocol's first letter. */
    public @Nullable String protocol;
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
    /** Bytes of the head, whole lines only, and of the body as it is read. */
    public long length;
    /** Some of it had come when the reply to the request before it was complete. */
    public boolean pipelined;
    /** When the first byte came. */
    public long startNanos;

    public @Nullable String first(String name) {
        Header h = firstHeader(name);
        return h == null ? null : h.value();
    }

    public @Nullable Header firstHeader(String name) {
        for (Header h : headers) {
            if (h.is(name)) {
                return h;
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

    /** What the last Connection says that says anything, else what the version means (RFC 9112, 9.3). */
    public boolean wantsKeepAlive() {
        boolean keep = version > 1000;
        for (Header h : headers) {
            if (h.is("Connection")) {
                String lower = h.value().toLowerCase(Locale.ROOT);
                boolean close = lower.contains("close");
                keep = !close && (keep || lower.contains("keep-alive"));
            }
        }
        return keep;
    }

    public boolean isHead() {
        return method.equals("HEAD");
    }
}
