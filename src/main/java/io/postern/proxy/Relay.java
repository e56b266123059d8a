package io.postern.proxy;

import io.postern.log.Level;
import io.postern.net.Alarm;
import io.postern.net.ConnectionError;
import io.postern.net.Guarded;
import io.postern.net.Wire;
import io.postern.session.CommandBuffer;
import io.postern.session.Session;
import java.nio.charset.StandardCharsets;

/**
 * Client and back end talk to each other through us until one of them ends (ngx_mail_proxy_handler). Each way is read only as long as
 * what the other side has not taken yet fits into that way's buffer. Confined to the session's event loop.
 */
final class Relay implements Guarded.Step {
    private final Session session;
    private final Alarm alarm;
    private final long timeout;
    private final Way toBackend;
    private final Way toClient;

    Relay(Session session, Wire backend, ProxySettings settings) {
        this.session = session;
        timeout = settings.timeout();
        alarm = new Alarm(session.loop(), this);
        toBackend = new Way(
                session.wire(),
                backend,
                session.buffer().end(),
                "proxying and reading from client",
                "proxying and sending to upstream",
                Level.INFO);
        toClient = new Way(
                backend,
                session.wire(),
                settings.buffer(),
                "proxying and reading from upstream",
                "proxying and sending to client",
                Level.ERROR);
    }

    /** One direction. */
    private static final class Way {
        final Wire from;
        final Wire to;
        final int size;
        final String reading;
        final String sending;
        final Level readLevel;
        final Level sendLevel;
        boolean ended;

        Way(Wire from, Wire to, int size, String reading, String sending, Level readLevel) {
            this.from = from;
            this.to = to;
            this.size = size;
            this.readLevel = readLevel;
            sendLevel = readLevel == Level.INFO ? Level.ERROR : Level.INFO;
            this.reading = reading;
            this.sending = sending;
        }

        boolean empty() {
            return to.pending() == 0;
        }
    }

    /** The back end has let the client in: its last words go to the client, what the client sent behind its login goes to it. */
    void begin(String first) {
        session.action("");
        session.log().write(Level.INFO, "client logged in");
        session.whenShutDown(this::shutDown);
        alarm.set(timeout);
        session.wire().tell(new Wire.Events() {
            @Override
            public void readable() {
                if (session.overdue()) {
                    run();
                } else {
                    clientEvent(toBackend);
                }
            }

            @Override
            public void writable() {
                clientEvent(toClient);
            }

            @Override
            public void failed(Throwable why) {
                Relay.this.failed(why);
            }
        });
        toClient.from.tell(new Wire.Events() {
            @Override
            public void readable() {
                pump(toClient);
            }

            @Override
            public void writable() {
                pump(toBackend);
            }

            @Override
            public void failed(Throwable why) {
                Relay.this.failed(why);
            }
        });
        byte[] words = first.getBytes(StandardCharsets.ISO_8859_1);
        // in nginx's order: the back end is read before it can have answered what the client sent ahead
        if (send(toClient, words, 0, words.length) && pump(toClient)) {
            CommandBuffer rest = session.buffer();
            if (rest.hasUnparsed() && readToTheEnd(rest)) {
                toBackend.to.lastWords();
            }
            if (send(toBackend, rest.bytes(), rest.pos(), rest.last() - rest.pos())) {
                session.loggedIn();
                pump(toBackend);
            }
        }
    }

    /**
     * Where the client is known to have ended, its end is read before its last words go out: the back end may answer these at once, and
     * an answer that comes before we close would make a reset of our close. Returns whether the end was read.
     */
    private boolean readToTheEnd(CommandBuffer rest) {
        Wire client = session.wire();
        while (client.nearEnd() && !rest.isFull()) {
            int n = rest.fill(client);
            if (n <= 0) {
                return n == Wire.END;
            }
        }
        return false;
    }

    private boolean send(Way way, byte[] bytes, int from, int length) {
        if (length > 0 && !way.to.write(bytes, from, length)) {
            cannotSend(way);
            return false;
        }
        return true;
    }

    private void cannotSend(Way way) {
        session.action(way.sending);
        complain(way.to, way.sendLevel, "send() failed");
        close();
    }

    /** Only what happens on the client's side puts off the time-out, as in nginx. */
    private void clientEvent(Way way) {
        if (pump(way)) {
            alarm.set(timeout);
        }
    }

    /** Moves what can be moved one way; false when the session is over. */
    private boolean pump(Way way) {
        if (session.wire().closed()) {
            return false;
        }
        while (!way.ended) {
            int room = way.size - way.to.pending();
            if (room <= 0) {
                break;
            }
            int n = way.from.move(way.to, room);
            if (n > 0) {
                if (way.to.broken()) {
                    cannotSend(way);
                    return false;
                }
                continue;
            }
            if (n == Wire.FAILED) {
                session.action(way.reading);
                complain(way.from, way.readLevel, "recv() failed");
            }
            way.ended = n != Wire.AGAIN;
            break;
        }
        session.action("proxying");
        if ((toBackend.ended && (toBackend.empty() || toClient.ended)) || (toClient.ended && toClient.empty())) {
            // before all else: an answer to the last bytes that came before it would make a reset of it
            toBackend.to.close();
            session.action("");
            session.log().write(Level.INFO, "proxied session done");
            session.action("proxying");
            close();
            return false;
        }
        return true;
    }

    private void complain(Wire wire, Level usual, String words) {
        if (wire == session.wire()) {
            session.complain(usual, words);
            return;
        }
        session.log().write(ConnectionError.level(wire.errno(), usual), wire.errno(), words);
    }

    /** Nothing has happened for too long. */
    @Override
    public void run() {
        session.action("proxying");
        hangUp();
        session.clientTimedOut();
    }

    private void shutDown() {
        session.action("proxying");
        session.log().write(Level.INFO, "shutdown timeout");
        close();
    }

    /** An error of ours ends this session and no other. */
    @Override
    public void failed(Throwable why) {
        hangUp();
        session.failed(why);
    }

    private void close() {
        hangUp();
        session.close();
    }

    private void hangUp() {
        alarm.clear();
        toBackend.to.close();
    }
}
