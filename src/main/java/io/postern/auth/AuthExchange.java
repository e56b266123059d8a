package io.postern.auth;

import io.postern.directive.Errno;
import io.postern.log.Level;
import io.postern.net.Alarm;
import io.postern.net.ConnectionError;
import io.postern.net.Guarded;
import io.postern.net.Transport;
import io.postern.net.Wire;
import io.postern.session.Client;
import io.postern.session.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One question to the auth server: connect, send the request once the connection stands, read until the header ends. One time limit
 * covers all of it. A connection that was kept may have been closed by the other side meanwhile: when it fails before a byte of the
 * reply has come, the question is asked once more on a new one. Confined to the client's event loop.
 */
final class AuthExchange implements Wire.Events, Guarded.Step {
    private final AuthHttpSettings settings;
    private final Transport transport;
    private final KeptConnections kept;
    private final Client client;
    private final byte[] request;
    private final Consumer<Verdict> then;
    private final AuthReply reply;
    private final Alarm alarm;
    private @Nullable Wire wire;
    private boolean usedBefore;
    private boolean stands;
    private boolean sent;
    private boolean over;

    AuthExchange(
            AuthHttpSettings settings,
            Transport transport,
            KeptConnections kept,
            Client client,
            String request,
            Consumer<Verdict> then) {
        this.settings = settings;
        this.transport = transport;
        this.kept = kept;
        this.client = client;
        this.request = request.getBytes(StandardCharsets.ISO_8859_1);
        this.then = then;
        this.reply = new AuthReply(client, settings.server().name());
        this.alarm = new Alarm(client.loop(), this);
    }

    void begin() {
        Wire open = settings.keepAlive() == 0
                ? null
                : kept.take(client.loop(), settings.server().address());
        if (open == null) {
            connect();
            return;
        }
        wire = open;
        usedBefore = true;
        open.tell(this);
        alarm.set(settings.timeout());
        writable();
    }

    private void connect() {
        Wire to = transport.connect(client.loop(), settings.server().address(), this);
        wire = to;
        if (to.broken()) {
            client.log()
                    .write(
                            ConnectionError.beginLevel(to),
                            to.errno(),
                            ConnectionError.beginWords(to, settings.server().name()));
            client.loop().execute(() -> Guarded.run(() -> answer(new Verdict.Failed()), this::failed));
            return;
        }
        if (!alarm.isSet()) {
            alarm.set(settings.timeout());
        }
        if (stands) {
            writable();
        }
    }

    /** The client has gone, or nobody wants the answer any more. */
    void abandon() {
        over = true;
        alarm.clear();
        if (wire != null) {
            wire.close();
        }
    }

    @Override
    public void writable() {
        stands = true;
        Wire to = wire;
        if (to == null || sent || over) {
            return;
        }
        sent = true;
        if (to.write(request, 0, request.length)) {
            to.await(AuthReplyReader.SIZE);
        } else {
            broken(to);
        }
    }

    @Override
    public void readable() {
        Wire from = wire;
        if (from == null || over) {
            return;
        }
        AuthReplyReader reader = reply.reader();
        if (reader.room() == 0) {
            // nginx asks the kernel for no bytes at all here and takes the answer, none, for the end of the connection.
            answer(new Verdict.Failed());
            return;
        }
        int count = from.read(reader.bytes(), reader.last(), reader.room());
        if (count > 0) {
            reader.received(count);
            readOn(from);
        } else if (count == Wire.FAILED) {
            broken(from);
        } else if (count == Wire.END && !again(from)) {
            answer(new Verdict.Failed());
        }
    }

    /** The reply's header has been read: nobody cares for the rest of it. */
    private void done(Wire from) {
        Persistence persistence = reply.persistence();
        long body = persistence.length() - reply.reader().left();
        wire = null;
        if (settings.keepAlive() > 0 && persistence.agreed(reply.reader().http11()) && body >= 0) {
            kept.keep(from, settings.server().address(), body, settings.keepAlive());
        } else {
            from.close();
        }
    }

    /** Asks once more when the connection was an old one that the other side did not want any longer. */
    private boolean again(Wire old) {
        if (!usedBefore || reply.reader().last() > 0) {
            return false;
        }
        usedBefore = false;
        stands = false;
        sent = false;
        old.close();
        connect();
        return true;
    }

    private void readOn(Wire from) {
        switch (reply.readOn()) {
            case NOTHING, HEADER -> goOn(from);
            case END -> {
                done(from);
                answer(reply.verdict());
            }
            case BAD_STATUS_LINE -> answer(reply.failed("sent invalid response"));
            case BAD_HEADER -> answer(reply.failed("sent invalid header in response"));
        }
    }

    /**
     * As in nginx, an end that came with these bytes is met when something else happens, or at auth_http_timeout; and what came with the
     * last byte that fits stays with the kernel: what comes later, be it the end, ends it.
     */
    private void goOn(Wire from) {
        int room = reply.reader().room();
        if (settings.keepAlive() == 0) {
            from.awaitMore(Math.max(1, room));
        } else if (room > 0) {
            from.await(room);
        } else if (from.nearEnd()) {
            answer(new Verdict.Failed());
        } else {
            from.awaitMore(1);
        }
    }

    private void broken(Wire on) {
        if (again(on)) {
            return;
        }
        int errno = on.errno();
        client.log().write(ConnectionError.level(errno, Level.ERROR), errno, on.failure());
        answer(new Verdict.Failed());
    }

    /** It has taken too long. */
    @Override
    public void run() {
        client.log()
                .write(
                        Level.ERROR,
                        Errno.ETIMEDOUT,
                        "auth http server " + settings.server().name() + " timed out");
        answer(new Verdict.Failed());
    }

    /** An error of ours, be it about the answer, ends this client's connection and no other. */
    @Override
    public void failed(Throwable why) {
        abandon();
        client.failed(why);
    }

    private void answer(Verdict verdict) {
        if (!over) {
            abandon();
            then.accept(verdict);
        }
    }
}
