package io.postern.http.serve;

import io.netty.channel.EventLoop;
import io.postern.http.match.Http;
import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.net.Alarm;
import io.postern.net.Slots;
import io.postern.net.Wire;
import io.postern.session.Guest;
import io.postern.session.Sessions;
import io.postern.tls.Encryption;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection: how it begins, what it hears of its wire and of the process, and how it ends; between them its requests come
 * and are answered ({@link RequestCycle}). Confined to its event loop.
 */
final class HttpConnection implements Guest, Arrival.Host, Slots.Spare, Wire.Events {
    private Wire wire;
    private final Sessions sessions;
    private final Input input;
    private final RequestContext context;
    private final Arrival arrival;
    private final ConnectionFacts facts;
    private final Incoming incoming;
    private final Log log;
    private final Alarm alarm;
    private final Lingering lingering;
    private final Delivery delivery;
    private final RequestCycle cycle;
    private final Farewell farewell;

    HttpConnection(Http http, Http.Group group, Service service, Phases phases, Wire wire) {
        this.wire = wire;
        this.sessions = service.sessions();
        this.input = new Input(wire);
        Entrance entrance = new Entrance(wire, group);
        this.context = new RequestContext(entrance.peer().remoteText(), entrance.listener());
        this.facts = new ConnectionFacts(service, wire, this);
        this.incoming = new Incoming(http, group, service, facts, context, entrance.peer());
        this.log = incoming.log();
        this.arrival = new Arrival(entrance, group, service, incoming, context, this, wire);
        this.alarm = new Alarm(wire.loop(), this::timedOut, this::failed);
        this.lingering = new Lingering(alarm);
        this.delivery = new Delivery(wire, facts, alarm, lingering, log, this::close);
        this.cycle = new RequestCycle(this, phases, input, incoming, context, facts, alarm, lingering, delivery);
        this.farewell = new Farewell(facts, incoming, context, arrival, cycle.outlet());
    }

    void start() {
        sessions.add(this);
        wire.tell(this);
        alarm.set(incoming.server().headerRules().timeout());
        facts.spare(true);
        arrival.begin(log);
    }

    @Override
    public void shakesHands() {
        facts.spare(false);
    }

    @Override
    public void arrived(Wire to) {
        if (cycle.state() == ConnectionState.CLOSED) {
            return;
        }
        wire = to;
        input.wire(to);
        delivery.wire(to);
        facts.wire(to);
        to.tell(this);
        cycle.open();
        readable();
    }

    @Override
    public EventLoop loop() {
        return wire.loop();
    }

    /** What is held against the client's certificate. */
    Encryption.@Nullable Complaint held() {
        return arrival.held();
    }

    @Override
    public void failed(Throwable why) {
        log.write(Level.ALERT, "request failed: " + why);
        close();
    }

    @Override
    public void readable() {
        if (cycle.state() == ConnectionState.ENTERING) {
            arrival.readable();
            return;
        }
        if (!lingering.goesOn()) {
            close();
            return;
        }
        while (cycle.state().isTaking()) {
            if (!input.isEmpty()) {
                cycle.use();
                continue;
            }
            int n = input.fill(cycle.portion());
            if (n == Wire.AGAIN) {
                return;
            }
            if (n == Wire.END || n == Wire.FAILED) {
                ended(n == Wire.FAILED);
                return;
            }
        }
        if (cycle.state() == ConnectionState.SERVING) {
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

    private void ended(boolean failed) {
        farewell.left(cycle.state(), failed);
        close();
    }

    private void timedOut() {
        if (cycle.state().isSending() && delivery.isTaken()) {
            return;
        }
        if (cycle.waitsOn()) {
            return;
        }
        boolean pending = wire.pending() > 0;
        farewell.timedOut(cycle.state(), pending);
        if (cycle.isBusy(pending)) {
            reset();
        }
        close();
    }

    /** Closing resets the connection where reset_timedout_connection says so. */
    private void reset() {
        if (incoming.exchange().location().core().resetTimedOut()) {
            wire.reset();
        }
    }

    /** Ends as if the client had been too slow (NGX_HTTP_CLOSE). */
    void drop() {
        arrival.quiet();
        reset();
        close();
    }

    @Override
    public void reuse() {
        close();
    }

    @Override
    public void writable() {
        if (cycle.state() != ConnectionState.CLOSED) {
            delivery.writable();
        }
    }

    @Override
    public void leave() {
        if (farewell.isFree(cycle.state())) {
            close();
        }
    }

    /** A request that is coming in goes on until it is there or its own time is up. */
    @Override
    public void shutdownTimeout() {
        if (cycle.state() == ConnectionState.HEAD && !facts.isWaiting()) {
            return;
        }
        farewell.cutOff(cycle.state());
        close();
    }

    @Override
    public void close() {
        if (cycle.state() != ConnectionState.CLOSED) {
            facts.closed(cycle.state() == ConnectionState.HEAD && !facts.isWaiting());
            boolean asked = cycle.isAsked();
            cycle.over();
            alarm.clear();
            if (asked) {
                incoming.toAccessLog();
            }
            sessions.remove(this);
            wire.close();
        }
    }
}
