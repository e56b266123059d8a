package io.postern.http.serve;

import io.netty.channel.EventLoop;
import io.postern.http.exchange.Exchange;
import io.postern.http.model.Http;
import io.postern.log.Errno;
import io.postern.log.Level;
import io.postern.net.Alarm;
import io.postern.net.ConnectionError;
import io.postern.net.Wire;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection: reads one request after the other and gives each to the phases. What is read ahead waits in our buffer until
 * the request before it is answered. Confined to its event loop.
 */
final class HttpConnection implements Wire.Events, Outlet {
    private enum State {
        ENTERING,
        HEAD,
        SERVING,
        BODY,
        DISCARDING,
        LINGERING,
        CLOSED
    }

    private static final int PIECE = 8 * 1024;
    /** After these nothing more is read. */
    private static final Set<Integer> HARSH = Set.of(400, 495, 496, 497);

    private final Service service;
    private final Phases phases;
    private final Wire wire;
    private final RequestContext context;
    private final Alarm alarm;
    private final Entrance entrance;
    private final ConnectionFacts facts;
    private final Incoming incoming;
    private final Delivery delivery;
    private State state = State.ENTERING;
    private @Nullable BodyReader body;
    private @Nullable Runnable bodyRead;
    private Runnable gone = () -> {};
    private byte[] input = new byte[0];
    private int pos;
    private boolean running;
    private boolean closing;

    HttpConnection(Http http, Http.Group group, Service service, Phases phases, Wire wire) {
        this.service = service;
        this.phases = phases;
        this.wire = wire;
        this.entrance = new Entrance(wire, group);
        this.context = new RequestContext(entrance.peer().remoteText(), entrance.listener());
        this.facts = new ConnectionFacts(service);
        this.incoming = new Incoming(http, group, service, facts, context, entrance.peer());
        this.alarm = new Alarm(wire.loop(), this::timedOut);
        this.delivery = new Delivery(wire, facts, alarm, this::close);
    }

    void start() {
        facts.opened();
        wire.tell(this);
        alarm.set(incoming.server().headerRules().timeout());
        entrance.begin(incoming.log(), this::close, found -> {
            incoming.peer(found);
            state = State.HEAD;
            facts.waiting(true);
            readable();
        });
    }

    @Override
    public void readable() {
        if (state == State.CLOSED || state == State.ENTERING) {
            entrance.readable();
            return;
        }
        byte[] piece = new byte[PIECE];
        while (state != State.CLOSED) {
            if (pos < input.length) {
                if (!use()) {
                    return;
                }
                continue;
            }
            int n = wire.read(piece, 0, piece.length);
            if (n == Wire.AGAIN) {
                return;
            }
            if (n == Wire.END || n == Wire.FAILED) {
                ended(n == Wire.FAILED);
                return;
            }
            input = Arrays.copyOf(piece, n);
            pos = 0;
        }
    }

    /** Uses what has been read; false when it must wait. */
    private boolean use() {
        switch (state) {
            case HEAD -> head();
            case BODY, DISCARDING -> body();
            case LINGERING -> pos = input.length;
            case SERVING, CLOSED, ENTERING -> {
                return false;
            }
        }
        return true;
    }

    private void head() {
        if (facts.isWaiting()) {
            facts.reading();
            alarm.set(incoming.server().headerRules().timeout());
            context.action("reading client request line");
        }
        while (pos < input.length && state == State.HEAD) {
            incoming.reader().feed(input[pos++] & 0xff);
            String ignored = incoming.reader().ignored();
            switch (incoming.reader().state()) {
                case LINE -> {}
                case HEADERS -> {
                    context.action("reading client request headers");
                    incoming.exchange();
                    if (ignored != null) {
                        incoming.log().write(Level.INFO, ignored);
                    }
                }
                case DONE -> serve();
                case REFUSED -> refuse();
            }
        }
    }

    private Exchange begin() {
        Exchange x = incoming.exchange();
        alarm.clear();
        state = State.SERVING;
        facts.serving();
        body = new BodyReader(x.request());
        if (x.request().target != null) {
            x.target(x.request().target);
        }
        return x;
    }

    private void refuse() {
        Exchange x = begin();
        incoming.log().write(Level.INFO, incoming.reader().complaint());
        context.action("");
        x.keepAlive = false;
        new Answer(x, this, phases).special(incoming.reader().status());
    }

    private void serve() {
        Exchange x = begin();
        context.action("");
        x.keepAlive = x.request().wantsKeepAlive();
        running = true;
        phases.run(new Answer(x, this, phases));
        running = false;
        if (state == State.SERVING) {
            wire.await(1);
        }
    }

    private void body() {
        BodyReader b = body;
        if (b == null) {
            return;
        }
        pos += b.feed(input, pos, input.length - pos);
        if (state == State.BODY && b.tooLarge()) {
            tooLarge();
        } else if (b.state() == BodyReader.State.BROKEN) {
            broken();
        } else if (b.state() == BodyReader.State.DONE) {
            if (state == State.BODY) {
                haveBody(b);
            } else if (closing) {
                finish(false);
            } else {
                next();
            }
        }
    }

    private void haveBody(BodyReader b) {
        alarm.clear();
        state = State.SERVING;
        Exchange x = incoming.current();
        Runnable then = bodyRead;
        bodyRead = null;
        if (x != null && then != null) {
            x.body = b.bytes();
            then.run();
        }
    }

    private void tooLarge() {
        Exchange x = incoming.exchange();
        x.error("client intended to send too large chunked body: " + x.request().length + " bytes");
        state = State.SERVING;
        x.keepAlive = false;
        closing = true;
        new Answer(x, this, phases).special(413);
    }

    private void broken() {
        incoming.log().write(Level.ERROR, "client sent invalid chunked body");
        Exchange x = incoming.current();
        boolean unanswered = state == State.BODY;
        state = State.SERVING;
        closing = true;
        if (unanswered && x != null) {
            new Answer(x, this, phases).special(400);
        } else {
            close();
        }
    }

    private void ended(boolean failed) {
        if (failed) {
            incoming.log().write(ConnectionError.level(wire.errno(), Level.INFO), wire.errno(), wire.failure());
        }
        switch (state) {
            case HEAD -> {
                if (!failed
                        && facts.connectionRequests() > 0
                        && !incoming.reader().begun()) {
                    context.exchange(null);
                    incoming.log()
                            .bare(
                                    incoming.server(),
                                    Level.INFO,
                                    "client " + incoming.peer().remoteText() + " closed keepalive connection");
                } else if (!failed && incoming.reader().begun()) {
                    incoming.log().write(Level.INFO, "client prematurely closed connection");
                    incoming.unanswered(400);
                }
            }
            case BODY -> {
                incoming.log().write(Level.INFO, "client prematurely closed connection");
                incoming.unanswered(400);
            }
            case SERVING -> {
                gone.run();
                incoming.unanswered(499);
            }
            default -> {}
        }
        close();
    }

    private void timedOut() {
        if (state == State.CLOSED) {
            return;
        }
        if (state == State.HEAD && facts.isWaiting() && facts.connectionRequests() > 0) {
            close();
            return;
        }
        if (state != State.LINGERING && state != State.DISCARDING) {
            incoming.log().write(Level.INFO, Errno.ETIMEDOUT, "client timed out");
            boolean asked = state == State.BODY
                    || (state == State.HEAD && incoming.reader().begun());
            if (asked) {
                incoming.unanswered(408);
            }
        }
        close();
    }

    @Override
    public void writable() {
        if (state != State.CLOSED) {
            delivery.writable();
        }
    }

    @Override
    public EventLoop loop() {
        return wire.loop();
    }

    @Override
    public boolean send(byte[] bytes) {
        return delivery.send(bytes, incoming.exchange().location().core().sendTimeout());
    }

    @Override
    public boolean full() {
        return delivery.full();
    }

    @Override
    public void whenDrained(Runnable then) {
        delivery.whenDrained(then);
    }

    @Override
    public void discardBody() {
        // what has not come yet is read away when the reply is complete
    }

    @Override
    public void readBody(Exchange x, Runnable then) {
        BodyReader b = body;
        if (b == null || b.state() == BodyReader.State.DONE) {
            x.body = x.body == null ? new byte[0] : x.body;
            then.run();
            return;
        }
        String expect = x.request().first("Expect");
        if (expect != null && expect.equalsIgnoreCase("100-continue") && x.request().version > 1000) {
            send("HTTP/1.1 100 Continue\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        }
        b.keep(x.location().core().maxBody());
        bodyRead = then;
        state = State.BODY;
        alarm.set(x.location().core().bodyTimeout());
        if (!running) {
            readable();
        }
    }

    @Override
    public void finished(Exchange x) {
        gone = () -> {};
        delivery.whenDrained(null);
        service.accessLogs().write(x);
        x.complete = true;
        BodyReader b = body;
        boolean unread = b != null && b.state() == BodyReader.State.MORE && !HARSH.contains(x.reply().status);
        closing = !x.keepAlive;
        if (unread) {
            state = State.DISCARDING;
            alarm.set(x.location().core().lingeringTimeout());
            again();
        } else if (closing) {
            finish(incoming.reader().lingers());
        } else {
            next();
        }
    }

    private void finish(boolean linger) {
        state = State.LINGERING;
        delivery.end(linger, incoming.current());
    }

    private void next() {
        Exchange x = incoming.current();
        long keep = x == null ? 75_000 : x.location().core().keepAlive().timeout();
        facts.served();
        incoming.next();
        context.action("keepalive");
        context.upstream("");
        body = null;
        state = State.HEAD;
        facts.waiting(true);
        alarm.set(keep);
        again();
    }

    /** Goes on with what has been read ahead, but not deeper on the stack. */
    private void again() {
        if (!running && state != State.CLOSED) {
            wire.loop().execute(this::readable);
        }
    }

    @Override
    public void abort(Exchange x, int status) {
        x.reply().status = status;
        x.errorStatus = 0;
        service.accessLogs().write(x);
        x.complete = true;
        close();
    }

    @Override
    public void whenGone(Runnable then) {
        gone = then;
    }

    @Override
    public void action(String doing) {
        context.action(doing);
    }

    @Override
    public void upstream(String name) {
        context.upstream(name);
    }

    private void close() {
        if (state == State.CLOSED) {
            return;
        }
        facts.closed(state == State.HEAD && !facts.isWaiting());
        state = State.CLOSED;
        alarm.clear();
        wire.close();
    }
}
