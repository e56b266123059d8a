package io.postern.http.proxy;

import io.postern.http.parse.ChunkReader;
import io.postern.http.parse.Header;
import io.postern.http.parse.HeaderLine;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an upstream's reply: status line, headers, and where the body ends. Pure. */
final class ReplyReader {
    /** Who gets the body. */
    interface Body {
        void piece(byte[] bytes, int at, int length);
    }

    /** Where reading stands. */
    enum State {
        LINE,
        HEADERS,
        /** The head stands; the caller says {@link #body} before it feeds on. */
        HEAD,
        BODY,
        DONE,
        BROKEN
    }

    private static final int LONGEST_LINE = 64 * 1024;

    private final boolean head;
    private final StringBuilder line = new StringBuilder();
    private final List<Header> headers = new ArrayList<>();
    private final ChunkReader chunks = new ChunkReader();
    private HeaderLine header = new HeaderLine(true);
    private State state = State.LINE;
    private String why = "";
    private int status;
    private String statusLine = "";
    private boolean chunked;
    private long left = -1;
    private int size;

    /** @param head whether the request was HEAD: the reply has no body then */
    ReplyReader(boolean head) {
        this.head = head;
    }

    State state() {
        return state;
    }

    /** What is wrong with it, for the log. */
    String why() {
        return why;
    }

    int status() {
        return status;
    }

    /** {@code 200 OK}. */
    String statusLine() {
        return statusLine;
    }

    List<Header> headers() {
        return headers;
    }

    /** The body's length; -1 when only its end tells. */
    long length() {
        return chunked ? -1 : left;
    }

    /** Takes bytes up to the end of the head; answers how many. */
    int feedHead(byte[] bytes, int at, int length) {
        int used = 0;
        while (used < length && (state == State.LINE || state == State.HEADERS)) {
            int b = bytes[at + used++] & 0xff;
            if (++size > LONGEST_LINE) {
                broken("upstream sent too big header");
            } else if (state == State.LINE) {
                statusLine(b);
            } else {
                header(b);
            }
        }
        return used;
    }

    private void statusLine(int b) {
        if (b != '\n') {
            line.append((char) b);
            if (line.length() <= 5 && !"HTTP/".startsWith(line.toString())) {
                broken("upstream sent no valid HTTP/1.0 header");
            }
            return;
        }
        String text = line.toString();
        text = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        if (!text.matches("HTTP/\\d+\\.\\d+ +\\d{3}( .*)?")) {
            broken("upstream sent no valid HTTP/1.0 header");
            return;
        }
        statusLine = text.substring(text.indexOf(' ')).stripLeading();
        status = Integer.parseInt(statusLine.substring(0, 3));
        state = State.HEADERS;
    }

    private void header(int b) {
        switch (header.feed(b)) {
            case MORE -> {}
            case INVALID -> broken("upstream sent invalid header: \"" + header.text() + "\"");
            case LINE -> {
                headers.add(new Header(header.name(), header.value()));
                header = new HeaderLine(true);
            }
            case END -> headDone();
        }
    }

    private void headDone() {
        if (status >= 100 && status < 200 && status != 101) {
            headers.clear();
            header = new HeaderLine(true);
            line.setLength(0);
            state = State.LINE;
            return;
        }
        String coding = first("Transfer-Encoding");
        String length = first("Content-Length");
        chunked = coding != null && coding.equalsIgnoreCase("chunked");
        if (coding != null && !chunked) {
            broken("upstream sent unknown \"Transfer-Encoding\": \"" + coding + "\"");
            return;
        }
        if (chunked && length != null) {
            broken("upstream sent \"Content-Length\" and \"Transfer-Encoding\" headers at the same time");
            return;
        }
        if (length != null) {
            if (!length.matches("\\d{1,18}")) {
                broken("upstream sent invalid \"Content-Length\" header: \"Content-Length: " + length + "\"");
                return;
            }
            left = Long.parseLong(length);
        }
        state = State.HEAD;
    }

    private @Nullable String first(String name) {
        for (Header h : headers) {
            if (h.is(name)) {
                return h.value();
            }
        }
        return null;
    }

    /** The body begins. */
    void body() {
        boolean none = head || status == 204 || status == 304 || left == 0;
        state = none ? State.DONE : State.BODY;
    }

    void feedBody(byte[] bytes, int at, int length, Body to) {
        int used = 0;
        while (used < length && state == State.BODY) {
            if (!chunked) {
                int n = left < 0 ? length : (int) Math.min(left, length);
                to.piece(bytes, at, n);
                left = left < 0 ? left : left - n;
                state = left == 0 ? State.DONE : State.BODY;
                return;
            }
            int data = Math.min(chunks.data(), length - used);
            if (data > 0) {
                to.piece(bytes, at + used, data);
                chunks.took(data);
                used += data;
                continue;
            }
            chunks.feed(bytes[at + used++] & 0xff);
            if (chunks.broken()) {
                broken("upstream sent invalid chunked response");
            } else if (chunks.done()) {
                state = State.DONE;
            }
        }
    }

    /** The connection has ended: whether that is where the body ends. */
    boolean end() {
        return state == State.DONE || (state == State.BODY && !chunked && left < 0);
    }

    private void broken(String text) {
        why = text;
        state = State.BROKEN;
    }
}
