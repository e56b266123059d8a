package io.postern.http.serve;

import io.postern.http.exchange.Exchange;
import io.postern.http.exchange.Reply;
import io.postern.http.model.Core;
import io.postern.http.model.ErrorPage;
import io.postern.http.parse.Target;
import io.postern.http.text.Template;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes replies: texts, special pages, redirects, bodies that come in pieces (ngx_http_send_response and its kin). */
public final class Answer {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    /** These say to close the connection without a word. */
    private static final Set<Integer> SILENT = Set.of(408, 444, 499);

    /** After these the connection is closed. */
    private static final Set<Integer> CLOSING = Set.of(400, 413, 414, 497, 495, 496, 500, 501);

    private final Exchange x;
    private final ReplySink out;
    private final Phases phases;
    private boolean headerOnly;
    /** The head waits for the first of the body: one packet. */
    private byte @Nullable [] held;
    /** The reply took the place of another one on its way out: nginx closes behind such a reply. */
    private boolean cut;
    /** The client has what it asks for: the status is 304, whatever the log says. */
    private boolean changed;

    Answer(Exchange x, ReplySink out, Phases phases) {
        this.x = x;
        this.out = out;
        this.phases = phases;
    }

    public Exchange exchange() {
        return x;
    }

    ReplySink outlet() {
        return out;
    }

    /** The answer of a return directive: a text, or a redirect to it. */
    void text(int status, Template text) {
        if (!out.discardBody()) {
            special(400);
            return;
        }
        Reply r = x.reply();
        r.status = status;
        String value = text.eval(x);
        if (REDIRECTS.contains(status)) {
            r.location = value;
            special(status);
            return;
        }
        plain(value.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A body with the content type that the URI's extension asks for. */
    void plain(byte[] body) {
        x.reply().contentLength = body.length;
        type();
        own(body);
    }

    /** A file; the reply's fields tell of it. */
    void document(DocumentBody body) {
        type();
        if (!refused() && head()) {
            body.send();
        } else {
            body.close();
        }
    }

    private void type() {
        Reply r = x.reply();
        if (r.contentType == null || r.contentType.isEmpty()) {
            String extension = Target.extension(x.uri()).toLowerCase(Locale.ROOT);
            Core core = x.location().core();
            r.contentType = core.types().getOrDefault(extension, core.defaultType());
        }
    }

    private void own(byte[] body) {
        if (!refused() && head()) {
            body(body, 0, body.length);
            end();
        }
    }

    /** Whether headers say that the client wants no such reply: another one is made then. */
    private boolean refused() {
        Reply r = x.reply();
        r.status = x.errorStatus != 0 ? x.errorStatus : r.status;
        int instead = Precondition.check(x);
        if (instead == 412) {
            r.clear();
            cut = true;
            special(instead);
        } else if (instead == 304) {
            changed = true;
            r.status = instead;
            r.contentType = null;
            r.contentLength = -1;
            r.rangeable = false;
        }
        return instead == 412;
    }

    /** Answers with a code: an error page of the configuration, or nginx's own. */
    public void special(int status) {
        if (SILENT.contains(status)) {
            out.abort(x, status);
            return;
        }
        x.errorStatus = status;
        if (CLOSING.contains(status)) {
            x.keepAlive = false;
        }
        x.reply().contentType = null;
        if (!x.errorPage && x.changesLeft()) {
            for (ErrorPage page : x.location().core().errorPages()) {
                if (page.status() == status) {
                    x.errorPage = !x.location().core().recursiveErrorPages();
                    errorPage(page);
                    return;
                }
            }
        }
        discardRest();
        page(status);
    }

    /** A page of our own says enough: no interim reply, and no second refusal of a body that is none. */
    private void discardRest() {
        x.expectTested = true;
        x.keepAlive &= out.discardBody();
    }

    private void errorPage(ErrorPage page) {
        x.expectTested |= page.overwrite() != 0 && page.overwrite() != 200;
        if (page.overwrite() >= 0) {
            x.errorStatus = page.overwrite();
        }
        String uri = page.uri().eval(x);
        if (uri.startsWith("/")) {
            String args = page.args();
            int question = page.uri().constant() == null ? uri.indexOf('?') : -1;
            if (question >= 0) {
                args = uri.substring(question + 1);
                uri = uri.substring(0, question);
            }
            if (!x.isHead()) {
                x.method("GET");
            }
            phases.redirect(this, uri, args);
            return;
        }
        if (uri.startsWith("@")) {
            phases.named(this, uri);
            return;
        }
        discardRest();
        x.reply().location = uri;
        if (!REDIRECTS.contains(page.overwrite())) {
            x.errorStatus = 302;
        }
        page(x.errorStatus);
    }

    /** Goes to another URI of ours, which may have arguments, or to a named location (X-Accel-Redirect). */
    void redirect(String uri) {
        if (uri.startsWith("@")) {
            phases.named(this, uri);
            return;
        }
        UnsafeUri target = UnsafeUri.of(uri);
        if (target.unsafe() != null) {
            x.error("unsafe URI \"" + target.unsafe() + "\" was detected");
            special(404);
            return;
        }
        if (!x.isHead()) {
            x.method("GET");
        }
        phases.redirect(this, target.path(), target.args());
    }

    /** nginx's own page. */
    private void page(int status) {
        int shown = status == 494 || (status >= 495 && status <= 497) ? 400 : status;
        if (x.errorStatus == status) {
            x.errorStatus = shown;
        }
        Reply r = x.reply();
        byte[] body = Pages.body(status, x).getBytes(StandardCharsets.ISO_8859_1);
        r.contentLength = body.length;
        r.contentType = body.length > 0 ? "text/html" : null;
        r.remove("Content-Length");
        r.remove("Accept-Ranges");
        r.remove("Last-Modified");
        r.remove("ETag");
        r.lastModified = -1;
        r.rangeable = false;
        own(body);
    }

    /**
     * Sends the head; the reply's fields hold what is known.
     *
     * @return false when another reply took its place
     */
    public boolean head() {
        Reply r = x.reply();
        if (x.errorStatus != 0 && !changed) {
            r.status = x.errorStatus;
            r.statusLine = null;
        }
        HeaderFilter.apply(x);
        if (x.request().version < 1000) {
            r.sent = true;
            headerOnly = false;
            return true;
        }
        HeaderFilter.charset(x);
        if (!RangeFilter.apply(x)) {
            special(416);
            return false;
        }
        r.sent = true;
        headerOnly = x.isHead() || r.status == 204 || r.status == 304;
        if (r.status == 204 && r.statusLine == null) {
            r.contentType = null;
            r.contentLength = -1;
            r.lastModified = -1;
        }
        boolean bodyless = headerOnly || r.status < 200;
        if (!bodyless && r.contentLength < 0) {
            boolean chunks = x.request().version >= 1001 && x.location().core().chunked();
            r.chunked = chunks;
            x.keepAlive &= chunks;
        }
        byte[] head = HeadWriter.write(x).getBytes(StandardCharsets.ISO_8859_1);
        r.headerBytes = head.length;
        if (headerOnly) {
            out.send(head);
        } else {
            held = head;
        }
        return true;
    }

    /** Whether the head was all. */
    boolean wantsNoBody() {
        return headerOnly;
    }

    /** Sends a piece of the body. */
    public void body(byte[] bytes, int at, int length) {
        if (headerOnly || length == 0) {
            return;
        }
        Reply r = x.reply();
        byte[] piece;
        if (r.chunked) {
            byte[] size = (Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            piece = new byte[size.length + length + 2];
            System.arraycopy(size, 0, piece, 0, size.length);
            System.arraycopy(bytes, at, piece, size.length, length);
            piece[piece.length - 2] = '\r';
            piece[piece.length - 1] = '\n';
        } else {
            piece = Arrays.copyOfRange(bytes, at, at + length);
        }
        send(piece);
    }

    /** Together with the head where that still waits. */
    private void send(byte[] piece) {
        x.reply().bodyBytes += piece.length;
        byte[] head = held;
        if (head == null) {
            out.send(piece);
            return;
        }
        held = null;
        byte[] both = Arrays.copyOf(head, head.length + piece.length);
        System.arraycopy(piece, 0, both, head.length, piece.length);
        out.send(both);
    }

    /** The reply is complete. */
    public void end() {
        Reply r = x.reply();
        if (r.chunked && !headerOnly) {
            send("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        flush();
        x.complete = true;
        if (cut) {
            out.cut(x);
        } else {
            x.finished = true;
            out.finished(x);
        }
    }

    private void flush() {
        byte[] head = held;
        held = null;
        if (head != null) {
            out.send(head);
        }
    }

    /** What makes no sense is not passed on, nor is the head where it still waits. */
    public void lost() {
        if (held != null) {
            held = null;
            x.reply().headerBytes = 0;
        }
        broken();
    }

    /** A reply that has begun cannot be completed: only closing tells the client. */
    public void broken() {
        flush();
        x.keepAlive = false;
        x.finished = true;
        out.finished(x);
    }
}
