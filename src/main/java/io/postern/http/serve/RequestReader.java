package io.postern.http.serve;

import io.postern.http.model.Server.HeaderRules;
import io.postern.http.parse.Header;
import io.postern.http.parse.HeaderLine;
import io.postern.http.parse.Host;
import io.postern.http.parse.Request;
import io.postern.http.parse.RequestLine;
import io.postern.http.parse.Target;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's head byte by byte and judges it as nginx does, down to the buffers that decide when it is too large
 * (ngx_http_process_request_line, _headers, _header). Pure.
 */
final class RequestReader {
    /** Where reading stands. */
    enum State {
        LINE,
        HEADERS,
        DONE,
        REFUSED
    }

    /** Headers that may come once only. */
    private static final Set<String> UNIQUE = Set.of(
            "if-modified-since",
            "if-unmodified-since",
            "if-match",
            "if-none-match",
            "content-length",
            "content-range",
            "if-range",
            "transfer-encoding",
            "expect",
            "authorization",
            "proxy-authorization");

    private static final String MISDIRECTED =
            "client attempted to request the server name different from the one that was negotiated";

    /** What the reader asks when a name tells which server is meant. */
    interface Naming {
        /** Chooses the server; its rules hold from here on. Null where the client must not ask for it. */
        @Nullable
        HeaderRules named(String host);
    }

    private final Request request = new Request();
    private final RequestLine line = new RequestLine();
    private final Naming naming;
    private HeaderRules rules;
    private HeaderLine header;
    private @Nullable HeaderLine before;
    private State state = State.LINE;
    private int status;
    private @Nullable String complaint;
    private boolean lingering;
    private int room;
    private int largeUsed;
    private int lineLength;
    private boolean lineBroken;

    RequestReader(HeaderRules rules, Naming naming) {
        this.rules = rules;
        this.naming = naming;
        this.header = new HeaderLine(rules.underscores());
        this.room = rules.firstBuffer();
    }

    /** The reader of a request that begins in the buffer where this one ended. */
    RequestReader pipelined(HeaderRules next, Naming choosing) {
        RequestReader reader = new RequestReader(next, choosing);
        reader.request.pipelined = true;
        reader.room = Math.max(1, room);
        reader.largeUsed = Math.min(1, largeUsed);
        return reader;
    }

    /** How many bytes the buffer in hand still takes. */
    int room() {
        return room;
    }

    Request request() {
        return request;
    }

    State state() {
        return state;
    }

    /** The code that a refused request is answered with. */
    int status() {
        return status;
    }

    /** Why it was refused, for the log at info. */
    String complaint() {
        return String.valueOf(complaint);
    }

    /** A complaint about a header line that was left out, told once; null when there is none. */
    @Nullable
    String ignored() {
        String told = state == State.REFUSED ? null : complaint;
        complaint = state == State.REFUSED ? complaint : null;
        return told;
    }

    /** Whether what follows a refused request should be read away before closing. */
    boolean lingers() {
        return lingering;
    }

    /** The request line was refused or is not complete: the log shows it with what else has come of it. */
    void lineGoesOn(String rest) {
        if (state == State.LINE) {
            request.protocol = line.protocol() == null ? null : "";
            request.line = toEnd(line.text() + rest);
        } else if (lineBroken) {
            request.line += rest;
        }
    }

    /** Takes one byte; nothing more once it is done or refused. */
    void feed(int b) {
        if (!line.begun()) {
            request.startNanos = System.nanoTime();
        }
        if (state == State.LINE) {
            line(b);
        } else {
            header(b);
        }
        if (state == State.LINE || state == State.HEADERS) {
            account();
        }
    }

    /** Counts a byte in nginx's buffer. When that is full a large one follows, into which the line in hand moves. */
    private void account() {
        if (--room > 0) {
            return;
        }
        boolean first = state == State.LINE;
        if (lineLength >= rules.largeBuffer() || largeUsed >= rules.largeBuffers()) {
            request.line = first ? line.text() : request.line;
            lingering = !first;
            if (first) {
                refuse(414, "client sent too long URI");
            } else if (lineLength == 0 && before == null) {
                refuse(494, "client sent too large request");
            } else {
                String text = lineLength == 0 && before != null ? before.text() + "\n" : header.text();
                String cut = text.length() > 1748 ? text.substring(0, 1748) : text;
                refuse(494, "client sent too long header line: \"" + cut + "...\"");
            }
            return;
        }
        largeUsed++;
        room = rules.largeBuffer() - lineLength;
    }

    private void line(int b) {
        RequestLine.Fed fed = line.feed(b);
        if (line.begun()) {
            lineLength++;
        }
        switch (fed) {
            case MORE -> {}
            case DONE -> lineDone();
            case BAD_METHOD -> badLine(400, "client sent invalid method");
            case BAD_REQUEST -> badLine(400, "client sent invalid request");
            case BAD_VERSION -> badLine(505, "client sent invalid version");
            case BAD_09_METHOD -> {
                request.version = 9;
                badLine(400, "client sent invalid method in HTTP/0.9 request");
            }
        }
    }

    private void badLine(int code, String why) {
        String text = line.text();
        request.line = toEnd(text);
        lineBroken = request.line.equals(text) && request.version != 9;
        request.protocol = line.protocol() == null ? null : "";
        request.method = line.method();
        lingering = true;
        refuse(code, why);
    }

    private static String toEnd(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) != '\r' && text.charAt(end) != '\n') {
            end++;
        }
        return text.substring(0, end);
    }

    private void lineDone() {
        request.length = lineLength;
        request.lineRead = true;
        lineLength = 0;
        request.line = line.text();
        request.method = line.method();
        request.protocol = line.protocol();
        request.version = line.version();
        Target target = Target.of(line.target(), rules.mergeSlashes());
        request.target = target;
        if (target == null) {
            refuse(400, "client sent invalid request");
            return;
        }
        String absolute = line.host();
        if (absolute != null) {
            Host host = Host.of(absolute);
            if (host == null) {
                refuse(400, "client sent invalid host in request line");
                return;
            }
            name(host);
        }
        if (state == State.REFUSED) {
            return;
        }
        if (request.version >= 1000) {
            state = State.HEADERS;
        } else if (nameOnce()) {
            state = State.DONE;
        } else {
            refuse(421, MISDIRECTED);
        }
    }

    private void name(Host host) {
        request.host = host.name();
        request.port = host.port();
        HeaderRules found = naming.named(host.name());
        if (found == null) {
            refuse(421, MISDIRECTED);
            return;
        }
        rules = found;
        header = new HeaderLine(rules.underscores());
    }

    /** False where the client must not ask for this server. */
    private boolean nameOnce() {
        if (!request.host.isEmpty()) {
            return true;
        }
        HeaderRules found = naming.named("");
        rules = found == null ? rules : found;
        return found != null;
    }

    private void header(int b) {
        HeaderLine.Fed fed = header.feed(b);
        lineLength++;
        switch (fed) {
            case MORE -> {}
            case INVALID -> invalidHeader(b);
            case END -> {
                request.length += lineLength;
                judgeHead();
            }
            case LINE -> {
                HeaderLine whole = header;
                before = whole;
                request.length += lineLength;
                lineLength = 0;
                header = new HeaderLine(rules.underscores());
                headerDone(whole);
            }
        }
    }

    private void judgeHead() {
        if (!nameOnce()) {
            refuse(421, MISDIRECTED);
            return;
        }
        HeadJudge.Refusal refusal = HeadJudge.judge(request);
        if (refusal == null) {
            state = State.DONE;
        } else {
            refuse(refusal.status(), refusal.words());
        }
    }

    private void invalidHeader(int b) {
        lingering = false;
        refuse(400, "client sent invalid header line: \"" + header.wrong(b) + "...\"");
    }

    private void headerDone(HeaderLine whole) {
        if (whole.isStrange() && rules.ignoreInvalid()) {
            complaint = "client sent invalid header line: \"" + whole.line() + "\"";
            return;
        }
        if (request.headers.size() >= rules.maxHeaders()) {
            lingering = true;
            refuse(494, "client sent too many header lines");
            return;
        }
        Header h = new Header(whole.name(), whole.value());
        Header previous = UNIQUE.contains(h.name().toLowerCase(Locale.ROOT)) || h.is("Host")
                ? request.firstHeader(h.name())
                : null;
        if (previous != null) {
            refuse(
                    400,
                    "client sent duplicate " + (h.is("Host") ? "host header" : "header line") + ": \"" + h.name()
                            + ": " + h.value() + "\", previous value: \"" + previous.name() + ": " + previous.value()
                            + "\"");
            return;
        }
        request.headers.add(h);
        if (h.is("Host")) {
            host(h.value());
        }
    }

    private void host(String value) {
        Host host = Host.of(value);
        if (host == null) {
            refuse(400, "client sent invalid host header");
        } else if (request.host.isEmpty()) {
            name(host);
        }
    }

    private void refuse(int code, String why) {
        request.version = request.version == 0 ? 1000 : request.version;
        status = code;
        complaint = why;
        state = State.REFUSED;
    }
}
