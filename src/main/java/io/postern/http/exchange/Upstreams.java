package io.postern.http.exchange;

import io.postern.http.parse.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What $upstream_… says: one try after the other, a comma between tries, a colon between internal redirects. */
public final class Upstreams {
    /** One try. Times in milliseconds, -1 when it did not come so far. */
    public static final class Try {
        public String address = "";
        public int status;
        public long connectTime = -1;
        public long headerTime = -1;
        public long responseTime = -1;
        public long bytesReceived;
        public long bytesSent;
        public long responseLength;
        private boolean first;
    }

    private final List<Try> tries = new ArrayList<>();
    private List<Header> headers = List.of();
    private boolean fresh = true;

    /** A location begins to ask upstreams. */
    public void enter() {
        fresh = true;
    }

    public Try next(String address) {
        Try t = new Try();
        t.address = address;
        t.first = fresh;
        fresh = false;
        tries.add(t);
        return t;
    }

    public void headers(List<Header> received) {
        headers = received;
    }

    @Nullable
    String each(Function<Try, String> text) {
        if (tries.isEmpty()) {
            return null;
        }
        StringBuilder out = new StringBuilder();
        for (Try t : tries) {
            if (!out.isEmpty()) {
                out.append(t.first ? " : " : ", ");
            }
            out.append(text.apply(t));
        }
        return out.toString();
    }

    @Nullable
    String header(String variable) {
        String found = null;
        for (Header h : headers) {
            if (h.isVariable(variable)) {
                found = found == null ? h.value() : found + ", " + h.value();
            }
        }
        return found;
    }

    @Nullable
    String cookie(String name) {
        for (Header h : headers) {
            if (h.is("Set-Cookie") && h.value().startsWith(name + "=")) {
                String value = h.value().substring(name.length() + 1);
                int end = value.indexOf(';');
                return end < 0 ? value : value.substring(0, end);
            }
        }
        return null;
    }

    static String seconds(long millis) {
        return millis < 0 ? "-" : String.format("%d.%03d", millis / 1000, millis % 1000);
    }
}
