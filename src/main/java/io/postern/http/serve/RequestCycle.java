package io.postern.http.serve;

import io.netty.channel.EventLoop;
import io.postern.http.exchange.Exchange;
import io.postern.http.model.Core;
import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.net.Alarm;
import io.postern.net.Guarded;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a connection, one after the other: the head, the phases, the body where it is wanted or thrown away, and what follows
 * the reply. What is read ahead waits until the request before it is answered. Confined to the connection's event loop.
 */
final class RequestCycle {
    private static final int LINGERING_PIECE = 4096;

    private final HttpConnection connection;
    private final Phases phases;
    private final Input input;
    private final Incoming incoming;
    private final RequestContext context;
    private final ConnectionFacts facts;
    private final Alarm alarm;
    private final Lingering lingering;
    private final Delivery delivery;
    private final RequestOutlet outlet;
    private final Log log;
    private ConnectionState state = ConnectionState.ENTERING;
    private @Nullable RequestBody body;
    private boolean running;
    private boolean lingers;
    /** How long the connection is kept once keepalive_min_timeout is over. */
    private long keepsOn;

    RequestCycle(
            HttpConnection connection,
            Phases phases,
            Input input,
            Incoming incoming,
            RequestContext context,
            ConnectionFacts facts,
            Alarm alarm,
            Lingering lingering,
            Delivery delivery) {
        this.connection = connection;
        this.phases = phases;
        this.input = input;
        this.incoming = incoming;
        this.context = context;
        this.facts = facts;
        this.alarm = alarm;
        this.lingering = lingering;
        this.delivery = delivery;
        this.outlet = new RequestOutlet(this, delivery, context);
        this.log = incoming.log();
    }

    ConnectionState state() {
        return state;
    }

    RequestOutlet outlet() {
        return outlet;
    }

    EventLoop loop() {
        return connection.loop();
    }

    long sendTimeout() {
        return incoming.exchange().location().core().sendTimeout();
    }

    /** The first request may come. */
    void open() {
        context.action("waiting for request");
        state = ConnectionState.HEAD;
        facts.waiting();
        facts.spare(true);
    }

    /** Whether a client that is too slow keeps something in hand: a request that is coming in, or what is to be sent. */
    boolean isBusy(boolean pending) {
        return switch (state) {
            case HEAD -> !facts.isWaiting();
            case BODY, DISCARDING -> true;
            case SERVING, CLOSING -> pending;
            case ENTERING, CLOSED -> false;
        };
    }

    /** Whether the connection is kept on now that keepalive_min_timeout is over, as one that may be closed when room is needed. */
    boolean waitsOn() {
        boolean more = state == ConnectionState.HEAD && facts.isWaiting() && keepsOn > 0 && !facts.isLeaving();
        if (more) {
            facts.spare(true);
            alarm.set(keepsOn);
            keepsOn = 0;
        }
        return more;
    }

    /** Whether a request is in hand that has no line in the access log yet. */
    boolean isAsked() {
        return body != null || state.isSending();
    }

    /** Nothing follows. */
    void over() {
        state = ConnectionState.CLOSED;
    }

    void close() {
        connection.close();
    }

    void drop() {
        connection.drop();
    }

    /** How much may be read now. */
    int portion() {
        RequestBody b = body;
        return switch (state) {
            case HEAD -> incoming.reader().room();
            case BODY, DISCARDING -> b == null ? 1 : b.portion();
            case CLOSING -> LINGERING_PIECE;
            case SERVING, ENTERING, CLOSED -> 1;
        };
    }

    /** Uses what is here. */
    void use() {
        switch (state) {
            case HEAD -> head();
            case BODY, DISCARDING -> body();
            default -> input.drop();
        }
    }

    private void head() {
        if (facts.isWaiting()) {
            if (facts.connectionRequests() > 0) {
                alarm.set(incoming.server().headerRules().timeout());
            }
            facts.reading();
            incoming.begun();
            context.action("reading client request line");
        }
        Exchange x = incoming.exchange();
        RequestReader reader = incoming.reader();
        while (!input.isEmpty()) {
            reader.feed(input.next());
            switch (reader.state()) {
                case LINE -> {}
                case HEADERS -> {
                    context.action("reading client request headers");
                    String ignored = reader.ignored();
                    if (ignored != null) {
                        log.write(Level.INFO, ignored);
                    }
                }
                case DONE -> {
                    begin(x);
                    serve(x);
                    return;
                }
                case REFUSED -> {
                    begin(x);
                    refuse(x, reader);
                    return;
                }
            }
        }
    }

    private void begin(Exchange x) {
        alarm.clear();
        state = ConnectionState.SERVING;
        facts.serving();
        x.begun();
        RequestBody b = new RequestBody(x);
        lingers = b.isLeft();
        body = b;
    }

    private void refuse(Exchange x, RequestReader reader) {
        reader.lineGoesOn(input.restOfLine());
        log.write(Level.INFO, reader.complaint());
        x.keepAlive = false;
        lingers = reader.lingers();
        new Answer(x, outlet, phases).special(reader.status());
    }

    private void serve(Exchange x) {
        int unfit = incoming.unfit(connection.held());
        if (unfit != 0) {
            x.keepAlive = false;
            new Answer(x, outlet, phases).special(unfit);
            return;
        }
        context.action("");
        x.keepAlive = x.request().wantsKeepAlive();
        running = true;
        phases.run(new Answer(x, outlet, phases));
        running = false;
        if (state == ConnectionState.SERVING) {
            input.await();
        }
    }

    private void body() {
        RequestBody b = body;
        if (b == null) {
            return;
        }
        int refused = b.take(input);
        if (refused > 0 && state == ConnectionState.DISCARDING) {
            close();
        } else if (refused > 0) {
            Exchange x = incoming.exchange();
            state = ConnectionState.SERVING;
            x.keepAlive = false;
            new Answer(x, outlet, phases).special(refused);
        } else if (b.isWhole() && state == ConnectionState.BODY) {
            alarm.clear();
            state = ConnectionState.SERVING;
            b.deliver();
        } else if (b.isWhole()) {
            lingers = false;
            lingering.over();
            replied(incoming.exchange());
        } else if (state == ConnectionState.BODY) {
            // the limit is on each piece, not on the whole
            alarm.set(incoming.exchange().location().core().bodyTimeout());
        }
    }

    /** Throws away the body as far as it is here; false when it is none. */
    boolean discardBody() {
        RequestBody b = body;
        if (b == null || b.isWanted()) {
            return true;
        }
        b.invite(outlet);
        if (!b.discard(input)) {
            lingers = true;
            body = null;
            return false;
        }
        lingers = b.isLeft();
        return true;
    }

    /** Reads the body, then goes on. */
    void readBody(Runnable then) {
        Exchange x = incoming.exchange();
        RequestBody b = body;
        if (b != null) {
            b.invite(outlet);
        }
        if (b == null || b.isWhole()) {
            x.body = x.body == null ? new byte[0] : x.body;
            then.run();
            return;
        }
        b.want(then);
        state = ConnectionState.BODY;
        alarm.set(x.location().core().bodyTimeout());
        if (!running) {
            connection.readable();
        }
    }

    /** The reply is out, all of it. */
    void finished(Exchange x) {
        RequestBody b = body;
        if (b != null && b.isLeft()) {
            state = ConnectionState.DISCARDING;
            lingering.begin(x.location().core().lingering());
            again();
        } else {
            lingers |= b != null && !b.isWhole();
            replied(x);
        }
    }

    /** Goes on with the next request, or closes. */
    private void replied(Exchange x) {
        // a server's own return answers before "keepalive_timeout 0" is looked at: the head promises to keep what is
        // closed
        boolean kept = x.location().core().keepAlive().timeout() > 0;
        if (x.keepAlive && kept && !facts.isLeaving()) {
            next(x);
        } else {
            state = ConnectionState.CLOSING;
            delivery.end(incoming.lingers(lingers || input.hasMore()), x);
        }
    }

    /** Closes behind what has been sent, whatever the client still sends. */
    void closeDelivered(Exchange x) {
        state = ConnectionState.CLOSING;
        delivery.end(false, x);
    }

    private void next(Exchange x) {
        x.keepAlive = false; // so that the line says "close" where it names $sent_http_connection, as nginx's does
        incoming.toAccessLog();
        facts.served();
        boolean pipelined = !input.isEmpty();
        incoming.next(pipelined);
        context.action(pipelined ? "reading client pipelined request line" : "keepalive");
        context.upstream("");
        body = null;
        state = ConnectionState.HEAD;
        if (pipelined) {
            facts.reading();
            alarm.set(incoming.server().headerRules().timeout());
        } else {
            input.rest();
            keep(x.location().core().keepAlive());
        }
        again();
    }

    private void keep(Core.KeepAlive rules) {
        facts.waiting();
        facts.spare(rules.least() == 0);
        keepsOn = rules.least() > 0 ? Math.max(0, rules.timeout() - rules.least()) : 0;
        alarm.set(rules.timeout() - keepsOn);
    }

    /** Goes on with what has been read ahead; from the event loop, so that many small requests cannot fill the stack. */
    private void again() {
        if (!running) {
            loop().execute(() -> Guarded.run(connection::readable, connection::failed));
        }
    }
}
