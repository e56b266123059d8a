package io.postern.http.proxy;

import io.postern.http.parse.ChunkReader;
import io.postern.http.parse.Header;
import io.postern.http.parse.HeaderLine;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /** A reply that only says what is to come. */
    private static final int EARLY_HINTS = 103;
    /** What a status line may be; or begin with, as long as it goes on. */
    private static final Pattern STATUS =
            Pattern.compile("HTTP/([1-9]\\d{0,2})\\.(\\d{1,3}) +(\\d{3})(?:[ .][^\\r\\n]*)?\\r?");

    private final boolean head;
    private final StringBuilder line = new StringBuilder();
    private final int buffer;
    private ReplyHeaders headers = new ReplyHeaders();
    private final ChunkReader chunks = new ChunkReader();
    private HeaderLine header = new HeaderLine(true);
    private State state = State.LINE;
    private String why = "";
    private int status;
    private int firstStatus;
    private String statusLine = "";
    private boolean inWords;
    private boolean headless;
    private boolean closes;
    private boolean chunked;
    private long left = -1;
    private int size;

    /**
     * @param head whether the request was HEAD: the reply has no body then
     * @param buffer how many bytes the reply's head may have
     */
    ReplyReader(boolean head, int buffer) {
        this.head = head;
        this.buffer = buffer;
    }

    /** How much may still come before the head is too big. */
    int room() {
        return buffer - size;
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

    /** Of the first head that came, be it of early hints: $upstream_status. */
    int firstStatus() {
        return firstStatus;
    }

    /** {@code 200 OK}. */
    String statusLine() {
        return statusLine;
    }

    ReplyHeaders headers() {
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
            size++;
            if (state == State.LINE) {
                statusLine(b);
            } else {
                header(b);
            }
            if (size >= buffer && (state == State.LINE || state == State.HEADERS)) {
                broken("upstream sent too big header");
            }
        }
        return used;
    }

    private void statusLine(int b) {
        if (b != '\n') {
            line.append((char) b);
            boolean wider = b == ' ' && line.length() > 1 && line.charAt(line.length() - 2) == ' ';
            boolean ended = line.length() > 1 && line.charAt(line.length() - 2) == '\r';
            if ((!inWords || ended) && !wider) {
                Matcher match = STATUS.matcher(line);
                boolean whole = match.matches();
                inWords = whole && match.end(3) < line.length();
                headless = !whole && !match.hitEnd();
            }
        } else {
            Matcher match = STATUS.matcher(line);
            headless = !match.matches();
            if (!headless) {
                String text = line.toString();
                statusLine = text.substring(match.start(3), text.endsWith("\r") ? text.length() - 1 : text.length());
                status = Integer.parseInt(match.group(3));
                firstStatus = firstStatus == 0 ? status : firstStatus;
                closes = Integer.parseInt(match.group(1)) * 1000 + Integer.parseInt(match.group(2)) < 1001;
                state = State.HEADERS;
                if (closes && status == EARLY_HINTS) {
                    broken("upstream sent HTTP/1.0 response with early hints");
                }
                return;
            }
            line.append('\n');
        }
        if (headless) {
            closes = true;
            state = State.HEAD;
        }
    }

    /** What came instead of a status line: the reply has no head, and this is the first of its body. Null when there is one. */
    @Nullable
    String headless() {
        return headless ? line.toString() : null;
    }

    /** Whether no other request can follow on this connection. */
    boolean closes() {
        return closes || status == 101 || (left < 0 && !chunked && !empty());
    }

    private void header(int b) {
        switch (header.feed(b)) {
            case MORE -> {}
            case INVALID -> broken("upstream sent invalid header: \"" + header.wrong(b) + "...\"");
            case LINE -> {
                Header whole = new Header(header.name(), header.value());
                header = new HeaderLine(true);
                String wrong = status == EARLY_HINTS ? null : headers.take(whole);
                if (wrong != null) {
                    broken(wrong);
                }
            }
            case END -> headDone();
        }
    }

    private void headDone() {
        if (status == EARLY_HINTS) {
            status = 0;
            header = new HeaderLine(true);
            line.setLength(0);
            inWords = false;
            size = 0;
            state = State.LINE;
            return;
        }
        closes |= headers.closes();
        chunked = headers.chunked();
        left = headers.bytes();
        state = State.HEAD;
    }

    /** The body begins. */
    void body() {
        state = empty() ? State.DONE : State.BODY;
    }

    /** Whether there is no body. */
    boolean empty() {
        return head || status == 204 || status == 304 || (left == 0 && !chunked);
    }

    /** Takes bytes of the body; answers how many were of it. */
    int feedBody(byte[] bytes, int at, int length, Body to) {
        int used = 0;
        while (used < length && state == State.BODY) {
            if (!chunked) {
                int n = left < 0 ? length : (int) Math.min(left, length);
                to.piece(bytes, at, n);
                left = left < 0 ? left : left - n;
                state = left == 0 ? State.DONE : State.BODY;
                return n;
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
        return used;
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
