package io.postern.http.serve;

import io.postern.http.exchange.Exchange;
import io.postern.log.Level;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The body of the request in hand: kept for whoever asks for it, else thrown away. Confined to the connection's event loop. */
final class RequestBody {
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final Exchange x;
    private final BodyReader reader;
    private @Nullable Runnable then;

    RequestBody(Exchange x) {
        this.x = x;
        this.reader = new BodyReader(x.request());
    }

    /** Whether all of it has come. */
    boolean isWhole() {
        return reader.state() == BodyReader.State.DONE;
    }

    /** Whether it is being read for somebody. */
    boolean isWanted() {
        return reader.isWanted();
    }

    /** Whether the rest of it must be read away before the next request. */
    boolean isLeft() {
        return !isWanted() && reader.state() == BodyReader.State.MORE;
    }

    /** Sends the interim reply that a client may wait for before its body (ngx_http_test_expect). */
    void invite(ReplySink outlet) {
        String expect = x.expectTested ? null : x.request().first("Expect");
        x.expectTested = true;
        if (expect != null && expect.equalsIgnoreCase("100-continue") && x.request().version > 1000) {
            x.reply().bodyBytes += CONTINUE.length;
            outlet.send(CONTINUE);
        }
    }

    int portion() {
        return reader.portion();
    }

    /** Throws away what can be had at once; false when that is no body. */
    boolean discard(Input input) {
        while (reader.state() == BodyReader.State.MORE) {
            if (input.isEmpty() && input.fill(reader.portion()) <= 0) {
                return true;
            }
            input.feed(reader);
        }
        x.discarded = isWhole();
        return !isBroken();
    }

    /** It is wanted: {@code whole} runs once it is there. */
    void want(Runnable whole) {
        then = whole;
        reader.keep(x.location().core().maxBody());
    }

    /** Takes what has come; the status to refuse the request with, or 0. */
    int take(Input input) {
        input.feed(reader);
        if (reader.tooLarge()) {
            x.request().contentLength = reader.length();
            x.error("client intended to send too large chunked body: " + reader.lengths() + " bytes");
            return 413;
        }
        x.discarded |= !isWanted() && isWhole();
        return isBroken() ? 400 : 0;
    }

    private boolean isBroken() {
        if (reader.state() != BodyReader.State.BROKEN) {
            return false;
        }
        x.log().write(Level.ERROR, "client sent invalid chunked body");
        return true;
    }

    /** It is there: gives it to whoever wanted it. */
    void deliver() {
        Runnable whole = then;
        then = null;
        if (whole != null) {
            x.body = reader.bytes();
            whole.run();
        }
    }
}
