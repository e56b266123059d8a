package io.postern.http.proxy;

import io.postern.directive.Errno;
import io.postern.http.model.Upstream;
import io.postern.http.parse.Header;
import io.postern.log.Level;
import io.postern.net.AddressText;
import io.postern.net.Alarm;
import io.postern.net.ConnectionError;
import io.postern.net.Wire;
import java.io.ByteArrayOutputStream;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection to one upstream server: connect, send, read. Confined to the client's event loop. */
final class Attempt implements Wire.Events {
    private static final int PIECE = 16 * 1024;

    private final Passing passing;
    private final SocketAddress to;
    private final Upstream upstream;
    private final ProxyRequest request;
    private final boolean https;
    private final ReplyReader reply;
    private final Alarm alarm;
    private final long began = ProxyPass.millis();
    private long sinceNanos = System.nanoTime();
    private int requests;
    private boolean cached;
    /** The first of a body that came without a head. */
    private @Nullable String headless;

    private final ByteArrayOutputStream piece = new ByteArrayOutputStream();
    private int told;
    /** What of the request the upstream had not taken when it was last looked at. */
    private int left;

    private boolean reusable;
    private @Nullable Wire wire;
    private boolean connected;
    private boolean sent;
    private boolean headDone;
    private boolean closed;

    Attempt(Passing passing, Upstream upstream, SocketAddress to, ProxyRequest request, boolean https) {
        this.passing = passing;
        this.upstream = upstream;
        this.to = to;
        this.request = request;
        this.https = https;
        this.reply = new ReplyReader(
                request.method().equals("HEAD"), passing.proxying().buffer());
        this.alarm = new Alarm(passing.sink().loop(), this::timedOut, this::failed);
    }

    void begin() {
        passing.sink().action("connecting to upstream");
        KeptUpstreams.Used kept =
                passing.pass().kept().take(passing.sink().loop(), upstream, to, https, passing.proxying());
        if (kept != null) {
            cached = true;
            connected = true;
            sinceNanos = kept.sinceNanos();
            requests = kept.requests();
            wire = kept.wire();
            kept.wire().tell(this);
            passing.record().connectTime = ProxyPass.millis() - began;
            send();
            return;
        }
        alarm.set(passing.proxying().timeouts().connect());
        Wire w = passing.pass().transport().connect(passing.sink().loop(), to, this);
        wire = w;
        if (w.broken()) {
            passing.exchange()
                    .log()
                    .write(
                            ConnectionError.beginLevel(w),
                            w.errno(),
                            ConnectionError.beginWords(w, AddressText.withPort(to)));
            if (ConnectionError.noSocket(w)) {
                passing.impossible();
            } else {
                close();
                passing.failed("error", 502, false);
            }
        }
    }

    private void connectFailed(Wire w) {
        int errno = w.errno();
        passing.exchange().log().write(ConnectionError.level(errno, Level.ERROR), errno, "connect() failed");
        close();
        passing.failed("error", 502, false);
    }

    /** An error of ours ends this request and no other. */
    @Override
    public void failed(Throwable why) {
        passing.exchange().alert("request to upstream failed: " + why);
        close();
        passing.broken();
    }

    @Override
    public void writable() {
        if (connected) {
            taken();
        } else {
            connected();
        }
    }

    private void connected() {
        Wire w = wire;
        if (w == null || closed || connected) {
            return;
        }
        connected = true;
        passing.record().connectTime = ProxyPass.millis() - began;
        if (https) {
            Wire secured = passing.pass().tls().begin(passing, w, this::send, this::handshakeFailed);
            wire = secured;
            if (secured != null) {
                secured.tell(this);
            }
        } else {
            send();
        }
    }

    private void handshakeFailed() {
        close();
        passing.failed("error", 502, false);
    }

    private void send() {
        Wire w = wire;
        if (w == null || closed) {
            return;
        }
        passing.sink().action("sending request to upstream");
        alarm.set(passing.proxying().timeouts().send());
        sent = true;
        requests++;
        passing.record().bytesSent = request.bytes().length;
        if (!w.write(request.bytes(), 0, request.bytes().length)) {
            passing.exchange().log().write(ConnectionError.level(w.errno(), Level.ERROR), w.errno(), w.failure());
            close();
            passing.failed("error", 502, true);
            return;
        }
        left = w.untaken();
        if (left == 0) {
            alarm.set(passing.proxying().timeouts().read());
        }
        w.await(PIECE);
    }

    /** The upstream has taken the whole request: from here on it is waited for. */
    private void taken() {
        Wire w = wire;
        if (w != null && !closed && left > 0 && w.pending() == 0) {
            left = 0;
            alarm.set(passing.proxying().timeouts().read());
        }
    }

    @Override
    public void readable() {
        Wire w = wire;
        if (w == null || closed) {
            return;
        }
        if (!connected) {
            byte[] early = new byte[1];
            int n = w.read(early, 0, 1);
            if (n == Wire.FAILED) {
                connectFailed(w);
            } else {
                w.unread(early, 0, Math.max(0, n));
            }
            return;
        }
        if (!headDone) {
            passing.sink().action("reading response header from upstream");
        }
        byte[] bytes = new byte[PIECE];
        while (!closed) {
            if (passing.sink().full()) {
                alarm.clear();
                passing.sink().whenDrained(this::readable);
                return;
            }
            int n = w.read(bytes, 0, headDone ? bytes.length : Math.min(bytes.length, reply.room()));
            if (n == Wire.AGAIN) {
                flush();
                if (left == 0) {
                    alarm.set(passing.proxying().timeouts().read());
                }
                return;
            }
            if (n == Wire.END || n == Wire.FAILED) {
                ended(w, n == Wire.FAILED);
                return;
            }
            passing.record().bytesReceived += n;
            take(bytes, n);
        }
    }

    private void take(byte[] bytes, int n) {
        int used = 0;
        if (!headDone) {
            used = reply.feedHead(bytes, 0, n);
            tellIgnored();
            if (reply.state() == ReplyReader.State.BROKEN) {
                passing.exchange().error(reply.why());
                close();
                passing.failed("invalid_header", 502, true);
                return;
            }
            if (reply.state() != ReplyReader.State.HEAD) {
                return;
            }
            headDone = true;
            headless = reply.headless();
            passing.record().headerTime = ProxyPass.millis() - began;
            reusable = reply.empty() && !reply.closes() && used == n;
            if (headless != null) {
                passing.exchange().error("upstream sent no valid HTTP/1.0 header");
            }
            passing.head(reply);
            if (closed) {
                return;
            }
            reply.body();
            if (headless == null && passing.exchange().isHead()) {
                // the head was all: nobody looks at what may follow
                leave();
                passing.end();
                return;
            }
        }
        String instead = headless;
        if (instead != null && reply.state() == ReplyReader.State.BODY) {
            piece.writeBytes(instead.getBytes(StandardCharsets.ISO_8859_1));
        }
        headless = null;
        int body = reply.feedBody(bytes, used, n - used, piece::write);
        if (reply.state() == ReplyReader.State.DONE) {
            judge(used + body < n);
        }
        passing.record().responseLength += n - used + (instead == null ? 0 : instead.length());
        if (piece.size() >= PIECE || reply.state() == ReplyReader.State.DONE) {
            flush();
        }
        if (reply.state() == ReplyReader.State.BROKEN) {
            passing.exchange().error(reply.why());
            close();
            passing.lost();
        } else if (reply.state() == ReplyReader.State.DONE) {
            leave();
            passing.end();
        }
    }

    /** What has been read goes to the client together: it sees the pieces where they are chunks. */
    private void flush() {
        byte[] all = piece.toByteArray();
        piece.reset();
        passing.sink().body(all, 0, all.length);
    }

    private void tellIgnored() {
        List<String> ignored = reply.headers().ignored();
        while (told < ignored.size()) {
            passing.exchange().log().write(Level.WARN, ignored.get(told++));
        }
    }

    /** What has come of the reply's headers. */
    List<Header> headers() {
        return reply.headers().all();
    }

    /** The reply is whole: whether another request may follow. */
    private void judge(boolean more) {
        reusable = !more && !reply.closes();
        if (more) {
            String what = reply.length() < 0 && !reply.empty()
                    ? "upstream sent data after final chunk"
                    : "upstream sent more data than specified in \"Content-Length\" header";
            passing.exchange().log().write(Level.WARN, what);
        }
    }

    /** Whether the connection had carried a request before. */
    boolean cached() {
        return cached;
    }

    /** Done with the connection: it is kept where that is possible. */
    void leave() {
        Wire w = wire;
        if (closed || !reusable || w == null || w.pending() > 0) {
            close();
            return;
        }
        closed = true;
        alarm.clear();
        passing.pass().kept().keep(new KeptUpstreams.Used(w, sinceNanos, requests), upstream, to, passing.proxying());
    }

    private void ended(Wire w, boolean failed) {
        if (headDone) {
            flush();
        }
        if (failed) {
            passing.exchange().log().write(ConnectionError.level(w.errno(), Level.ERROR), w.errno(), w.failure());
        }
        boolean whole = !failed && headDone && reply.end();
        if (!whole && !failed) {
            passing.exchange().error("upstream prematurely closed connection");
        }
        close();
        if (!headDone) {
            passing.failed("error", 502, sent);
        } else if (whole) {
            passing.end();
        } else {
            passing.broken();
        }
    }

    private void timedOut() {
        if (closed) {
            return;
        }
        int untaken = wire == null ? 0 : wire.untaken();
        if (untaken > 0 && untaken < left) {
            // it takes the request, if slowly
            left = untaken;
            alarm.set(passing.proxying().timeouts().send());
            return;
        }
        if (sent && !headDone && untaken == 0) {
            passing.sink().action("reading response header from upstream");
        }
        passing.exchange().log().write(Level.ERROR, Errno.ETIMEDOUT, "upstream timed out");
        close();
        if (headDone) {
            passing.broken();
        } else {
            passing.failed("timeout", 504, sent);
        }
    }

    void close() {
        if (!closed) {
            closed = true;
            alarm.clear();
            if (wire != null) {
                wire.close();
            }
        }
    }
}
