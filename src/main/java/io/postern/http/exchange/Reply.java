package io.postern.http.exchange;

import io.postern.http.parse.Header;
import io.postern.http.parse.Ranges.Range;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is answered: nginx's headers_out. Confined to the connection's event loop. */
public final class Reply {
    public int status;
    /** An upstream's own words, {@code 299 Odd}; null for ours. */
    public @Nullable String statusLine;

    public @Nullable String contentType;
    /** What charset adds to the type; null for nothing. */
    public @Nullable String charset;
    /** -1 when the length is not known or the header stands among {@link #headers}. */
    public long contentLength = -1;

    /** In seconds since 1970; -1 when not known or when the header stands among {@link #headers}. */
    public long lastModified = -1;
    /** A status that has no date was sent: $sent_http_last_modified is empty, whatever headers there are. */
    public boolean undated;
    /** Parts of it may be asked for. */
    public boolean rangeable;
    /** The parts that are sent; empty for the whole. */
    public List<Range> ranges = List.of();
    /** What stands before each of several parts, and behind the last. */
    public List<String> rangeHeads = List.of();

    public @Nullable String server;
    public @Nullable String date;
    public @Nullable String location;
    public boolean chunked;
    public boolean sent;
    /** Bytes on the wire: headers and what followed. */
    public long headerBytes;

    public long bodyBytes;

    public final List<Header> headers = new ArrayList<>();

    public void add(String name, String value) {
        headers.add(new Header(name, value));
    }

    /** Takes the place of the header of this name, or comes last where there is none. */
    public void replace(String name, String value) {
        Header fresh = new Header(name, value);
        for (int i = 0; i < headers.size(); i++) {
            if (headers.get(i).is(name)) {
                headers.set(i, fresh);
                return;
            }
        }
        headers.add(fresh);
    }

    /** As {@link #replace}; further headers of this name are left out. */
    public void only(String name, String value) {
        replace(name, value);
        boolean[] seen = {false};
        headers.removeIf(h -> {
            boolean again = h.is(name) && seen[0];
            seen[0] |= h.is(name);
            return again;
        });
    }

    public void remove(String name) {
        headers.removeIf(h -> h.is(name));
    }

    /** Content-Type's value. */
    public @Nullable String typeLine() {
        return contentType == null || charset == null ? contentType : contentType + "; charset=" + charset;
    }

    public @Nullable String first(String name) {
        for (Header h : headers) {
            if (h.is(name)) {
                return h.value();
            }
        }
        return null;
    }

    /** Forgets everything but what was counted: a special response begins anew. */
    public void clear() {
        status = 0;
        statusLine = null;
        contentType = null;
        charset = null;
        contentLength = -1;
        lastModified = -1;
        rangeable = false;
        server = null;
        date = null;
        location = null;
        chunked = false;
        headers.clear();
    }
}
