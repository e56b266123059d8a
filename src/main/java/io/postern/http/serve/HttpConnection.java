package io.postern.http.serve;

import io.netty.channel.EventLoop;
import io.postern.http.exchange.Exchange;
import io.postern.http.exchange.Peer;
import io.postern.http.match.ServerNames;
import io.postern.http.model.Http;
import io.postern.http.model.Server;
import io.postern.http.parse.Request;
import io.postern.http.text.Regex;
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

    private final Http http;
    private final Http.Group group;
    private final Service service;
    private final Phases phases;
    private final Wire wire;
    private final RequestContext context;
    private final Alarm alarm;
    private final Entrance entrance;
    private final ConnectionFacts facts;
    private final Delivery delivery;
    private final LocationLog lines;
    private Peer peer;
    private State state = State.ENTERING;
    private Server server;
    private RequestReader reader;
    private @Nullable BodyReader body;
    private @Nullable Exchange exchange;
    private @Nullable Runnable bodyRead;
    private Runnable gone = () -> {};
    private byte[] input = new byte[0];
    private int pos;
    private boolean running;
    private boolean closing;

    HttpConnection(Http http, Http.Group group, Service service, Phases phases, Wire wire) {
        this.http = http;
        this.group = group;
        this.service = service;
        this.phases = phases;
        this.wire = wire;
        this.entrance = new Entrance(wire, group);
        this.peer = entrance.peer();
        this.context = new RequestContext(peer.remoteText(), entrance.listener());
        this.server = group.defaultServer();
        this.facts = new ConnectionFacts(service);
        this.lines = new LocationLog(service, peer.number(), context, () -> exchange, server);
        this.reader = reader();
        this.alarm = new Alarm(wire.loop(), this::timedOut);
        this.delivery = new Delivery(wire, facts, alarm, this::close);
    }

    private RequestReader reader() {
        return new RequestReader(group.defaultServer().headerRules(), this::named);
    }

    void start() {
        facts.opened();
        wire.tell(this);
        alarm.set(server.headerRules().timeout());
        entrance.begin(lines, this::close, found -> {
            peer = found;
            context.client(found.remoteText());
            state = State.HEAD;
            facts.waiting(true);
            readable();
        });
    }

    /** The request names its server. */
    private Server.HeaderRules named(String host) {
        try {
            ServerNames.Found<Server> found = group.names().find(host);
            if (found != null) {
                server = found.server();
                Exchange x = exchange();
                x.server(server);
                if (found.captures() != null) {
                    x.captured(found.captures(), found.regex());
                }
                lines.server(server);
            }
        } catch (Regex.Failed e) {
            lines.write(Level.ALERT, String.valueOf(e.getMessage()));
        }
        return server.headerRules();
    }

    private Exchange exchange() {
        Exchange x = exchange;
        if (x == null) {
            x = new Exchange(http.variables(), reader.request(), peer, server, facts, lines);
            exchange = x;
            context.exchange(x);
        }
        return x;
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
            alarm.set(server.headerRules().timeout());
            context.action("reading client request line");
        }
        while (pos < input.length && state == State.HEAD) {
            reader.feed(input[pos++] & 0xff);
            String ignored = reader.ignored();
            switch (reader.state()) {
                case LINE -> {}
                case HEADERS -> {
                    context.action("reading client request headers");
                    exchange();
                    if (ignored != null) {
                        lines.write(Level.INFO, ignored);
                    }
                }
                case DONE -> serve();
                case REFUSED -> refuse();
            }
        }
    }

    private void begin() {
        alarm.clear();
        state = State.SERVING;
        facts.serving();
        body = new BodyReader(reader.request());
    }

    private void refuse() {
        Exchange x = exchange();
        begin();
        lines.write(Level.INFO, reader.complaint());
        context.action("");
        x.keepAlive = false;
        closing = true;
        if (x.request().target != null) {
            x.target(x.request().target);
        }
        new Answer(x, this, phases).special(reader.status());
    }

    private void serve() {
        Exchange x = exchange();
        begin();
        context.action("");
        Request request = x.request();
        if (request.target != null) {
            x.target(request.target);
        }
        String connection = request.first("Connection");
        String lower = connection == null ? "" : connection.toLowerCase(java.util.Locale.ROOT);
        x.keepAlive = lower.contains("close") ? false : lower.contains("keep-alive") || request.version > 1000;
        running = true;
        Answer answer = new Answer(x, this, phases);
        phases.run(answer);
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
                finishWriting(false);
            } else {
                next();
            }
        }
    }

    private void haveBody(BodyReader b) {
        alarm.clear();
        state = State.SERVING;
        Exchange x = exchange;
        Runnable then = bodyRead;
        bodyRead = null;
        if (x != null && then != null) {
            x.body = b.bytes();
            then.run();
        }
    }

    private void tooLarge() {
        Exchange x = exchange();
        x.error("client intended to send too large chunked body: " + x.request().length + " bytes");
        state = State.SERVING;
        x.keepAlive = false;
        closing = true;
        new Answer(x, this, phases).special(413);
    }

    private void broken() {
        lines.write(Level.ERROR, "client sent invalid chunked body");
        Exchange x = exchange;
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
            lines.write(ConnectionError.level(wire.errno(), Level.INFO), wire.errno(), wire.failure());
        }
        switch (state) {
            case HEAD -> {
                if (!failed && facts.connectionRequests() > 0 && !reader.begun()) {
                    context.exchange(null);
                    lines.bare(server, Level.INFO, "client " + peer.remoteText() + " closed keepalive connection");
                } else if (!failed && reader.begun()) {
                    lines.write(Level.INFO, "client prematurely closed connection");
                    logUnanswered(400);
                }
            }
            case BODY -> {
                lines.write(Level.INFO, "client prematurely closed connection");
                logUnanswered(400);
            }
            case SERVING -> {
                gone.run();
                logUnanswered(499);
            }
            default -> {}
        }
        close();
    }

    /** A request that got no answer stands in the access log with this code. */
    private void logUnanswered(int status) {
        Exchange x = exchange();
        if (!x.complete) {
            if (!x.reply().sent) {
                x.reply().status = status;
                x.errorStatus = 0;
            }
            x.complete = true;
            service.accessLogs().write(x);
        }
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
            lines.write(Level.INFO, Errno.ETIMEDOUT, "client timed out");
            boolean asked = state == State.BODY || (state == State.HEAD && reader.begun());
            if (asked) {
                logUnanswered(408);
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
        return delivery.send(bytes, exchange().location().core().sendTimeout());
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
            finishWriting(reader.lingers());
        } else {
            next();
        }
    }

    private void finishWriting(boolean linger) {
        state = State.LINGERING;
        delivery.end(linger, exchange);
    }

    private void next() {
        Exchange x = exchange;
        long keep = x == null ? 75_000 : x.location().core().keepAlive().timeout();
        facts.served();
        exchange = null;
        context.exchange(null);
        context.action("keepalive");
        context.upstream("");
        body = null;
        server = group.defaultServer();
        lines.server(server);
        reader = reader();
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
