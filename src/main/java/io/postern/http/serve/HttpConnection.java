package io.postern.http.serve;

import io.netty.channel.EventLoop;
import io.postern.http.exchange.Exchange;
import io.postern.http.model.Http;
import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.net.Alarm;
import io.postern.net.Guarded;
import io.postern.net.Wire;
import io.postern.session.Guest;
import io.postern.session.Sessions;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection: reads one request after the other and gives each to the phases. What is read ahead waits until the request
 * before it is answered. Confined to its event loop.
 */
final class HttpConnection implements Guest, Arrival.Host, Wire.Events {
    private static final int LINGERING_PIECE = 4096;
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final Phases phases;
    private Wire wire;
    private final Sessions sessions;
    private final Input input;
    private final RequestContext context;
    private final Arrival arrival;
    private final ConnectionFacts facts;
    private final Incoming incoming;
    private final Log log;
    private final Alarm alarm;
    private final Delivery delivery;
    private final RequestOutlet outlet;
    private final Farewell farewell;
    private ConnectionState state = ConnectionState.ENTERING;
    private @Nullable RequestBody body;
    private boolean running;
    private boolean lingers;

    HttpConnection(Http http, Http.Group group, Service service, Phases phases, Wire wire) {
        this.phases = phases;
        this.wire = wire;
        this.sessions = service.sessions();
        this.input = new Input(wire);
        Entrance entrance = new Entrance(wire, group);
        this.context = new RequestContext(entrance.peer().remoteText(), entrance.listener());
        this.facts = new ConnectionFacts(service);
        this.incoming = new Incoming(http, group, service, facts, context, entrance.peer());
        this.log = incoming.log();
        this.arrival = new Arrival(entrance, group, service, incoming, context, this, wire);
        this.alarm = new Alarm(wire.loop(), this::timedOut, this::failed);
        this.delivery = new Delivery(wire, facts, alarm, log, this::close);
        this.outlet = new RequestOutlet(this, delivery, context);
        this.farewell = new Farewell(facts, incoming, context, arrival, outlet);
    }

    void start() {
        sessions.add(this);
        wire.tell(this);
        alarm.set(incoming.server().headerRules().timeout());
        arrival.begin(log);
    }

    @Override
    public void arrived(Wire to) {
        if (state == ConnectionState.CLOSED) {
            return;
        }
        wire = to;
        input.wire(to);
        delivery.wire(to);
        to.tell(this);
        context.action("waiting for request");
        state = ConnectionState.HEAD;
        facts.waiting(true);
        readable();
    }

    @Override
    public EventLoop loop() {
        return wire.loop();
    }

    long sendTimeout() {
        return incoming.exchange().location().core().sendTimeout();
    }

    @Override
    public void failed(Throwable why) {
        log.write(Level.ALERT, "request failed: " + why);
        close();
    }

    @Override
    public void readable() {
        if (state == ConnectionState.ENTERING) {
            arrival.readable();
            return;
        }
        while (state != ConnectionState.CLOSED && state != ConnectionState.SERVING) {
            if (!input.isEmpty()) {
                use();
                continue;
            }
            int n = input.fill(portion());
            if (n == Wire.AGAIN) {
                return;
            }
            if (n == Wire.END || n == Wire.FAILED) {
                ended(n == Wire.FAILED);
                return;
            }
        }
        if (state == ConnectionState.SERVING) {
            watch();
        }
    }

    /** While a reply is being made a client may go, but nothing is taken from it. */
    private void watch() {
        byte[] one = new byte[1];
        int n = wire.read(one, 0, 1);
        if (n == Wire.END || n == Wire.FAILED) {
            ended(n == Wire.FAILED);
        } else if (n > 0) {
            wire.unread(one, 0, n);
        }
    }

    /** How much may be read now. */
    private int portion() {
        RequestBody b = body;
        return switch (state) {
            case HEAD -> incoming.reader().room();
            case BODY, DISCARDING -> b == null ? 1 : b.portion();
            case CLOSING -> LINGERING_PIECE;
            case SERVING, ENTERING, CLOSED -> 1;
        };
    }

    private void use() {
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
        int unfit = incoming.unfit(arrival.held());
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
            wire.await(1);
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
        expect(incoming.exchange());
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
        expect(x);
        RequestBody b = body;
        if (b == null || b.isWhole()) {
            x.body = x.body == null ? new byte[0] : x.body;
            then.run();
            return;
        }
        b.want(then);
        state = ConnectionState.BODY;
        alarm.set(x.location().core().bodyTimeout());
        if (!running) {
            readable();
        }
    }

    /** Sends the interim reply that a client may wait for before its body (ngx_http_test_expect). */
    private void expect(Exchange x) {
        String expect = x.expectTested ? null : x.request().first("Expect");
        x.expectTested = true;
        if (expect != null && expect.equalsIgnoreCase("100-continue") && x.request().version > 1000) {
            x.reply().bodyBytes += CONTINUE.length;
            outlet.send(CONTINUE);
        }
    }

    /** The reply is out, all of it. */
    void finished(Exchange x) {
        RequestBody b = body;
        if (b != null && b.isLeft()) {
            state = ConnectionState.DISCARDING;
            alarm.set(x.location().core().lingering().timeout());
            again();
        } else {
            lingers |= b != null && !b.isWhole();
            replied(x);
        }
    }

    /** Goes on with the next request, or closes. */
    private void replied(Exchange x) {
        // a server's own return answers before it is known that connections are not kept: the head says otherwise
        boolean kept = x.location().core().keepAlive().timeout() > 0;
        if (x.keepAlive && kept && !sessions.isLeaving()) {
            next(x);
        } else {
            state = ConnectionState.CLOSING;
            delivery.end(incoming.lingers(lingers || !input.isEmpty() || wire.ready()), x);
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
            facts.waiting(true);
            alarm.set(x.location().core().keepAlive().timeout());
        }
        again();
    }

    /** Goes on with what has been read ahead, but not deeper on the stack. */
    private void again() {
        if (!running) {
            wire.loop().execute(() -> Guarded.run(this::readable, this::failed));
        }
    }

    private void ended(boolean failed) {
        farewell.left(state, failed);
        close();
    }

    private void timedOut() {
        if (delivery.isTaken()) {
            return;
        }
        farewell.timedOut(state, wire.pending() > 0);
        close();
    }

    @Override
    public void writable() {
        if (state != ConnectionState.CLOSED) {
            delivery.writable();
        }
    }

    @Override
    public void leave() {
        if (farewell.isKept(state)) {
            close();
        }
    }

    /** A request that is coming in goes on until it is there or its own time is up. */
    @Override
    public void shutdownTimeout() {
        if (state == ConnectionState.HEAD && !facts.isWaiting()) {
            return;
        }
        farewell.cutOff(state);
        close();
    }

    @Override
    public void close() {
        if (state != ConnectionState.CLOSED) {
            facts.closed(state == ConnectionState.HEAD && !facts.isWaiting());
            boolean asked = body != null || state == ConnectionState.SERVING || state == ConnectionState.CLOSING;
            state = ConnectionState.CLOSED;
            alarm.clear();
            if (asked) {
                incoming.toAccessLog();
            }
            sessions.remove(this);
            wire.close();
        }
    }
}
