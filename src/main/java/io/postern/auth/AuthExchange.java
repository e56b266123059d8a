package io.postern.auth;

import io.postern.log.Errno;
import io.postern.log.Level;
import io.postern.net.Alarm;
import io.postern.net.ConnectionError;
import io.postern.net.Transport;
import io.postern.net.Wire;
import io.postern.session.Client;
import io.postern.session.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One question to the auth server: connect, send the request once the connection stands, read until the header ends. One time limit
 * covers all of it. Confined to the client's event loop.
 */
final class AuthExchange implements Wire.Events {
    private static final int DRAINED_AT_ONCE = 64;

    private final AuthHttpSettings settings;
    private final Client client;
    private final byte[] request;
    private final Consumer<Verdict> then;
    private final AuthReply reply;
    private final Alarm alarm;
    private @Nullable Wire wire;
    private boolean stands;
    private boolean sent;
    private boolean over;

    AuthExchange(AuthHttpSettings settings, Client client, String request, Consumer<Verdict> then) {
        this.settings = settings;
        this.client = client;
        this.request = request.getBytes(StandardCharsets.ISO_8859_1);
        this.then = then;
        this.reply = new AuthReply(client, settings.server().name());
        this.alarm = new Alarm(client.loop(), this::timedOut);
    }

    void begin(Transport transport) {
        Wire to = transport.connect(client.loop(), settings.server().address(), this);
        wire = to;
        if (to.broken()) {
            int errno = to.errno();
            client.log()
                    .write(
                            ConnectionError.connectLevel(errno),
                            errno,
                            "connect() to " + settings.server().name() + " failed");
            client.loop().execute(() -> answer(new Verdict.Failed()));
            return;
        }
        alarm.set(settings.timeout());
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
            to.await(ReplyReader.SIZE);
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
        ReplyReader reader = reply.reader();
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
        } else if (count == Wire.END) {
            answer(new Verdict.Failed());
        }
    }

    private void readOn(Wire from) {
        switch (reply.readOn()) {
            case NOTHING, HEADER -> goOn(from);
            case END -> {
                from.close();
                answer(reply.verdict());
            }
            case BAD_STATUS_LINE -> answer(reply.failed("sent invalid response"));
            case BAD_HEADER -> answer(reply.failed("sent invalid header in response"));
        }
    }

    private void goOn(Wire from) {
        int room = reply.reader().room();
        if (room > 0) {
            from.await(room);
            return;
        }
        // What came together with the last byte that fits is not seen by nginx; what comes later, be it the end, ends
        // it.
        byte[] overflow = new byte[ReplyReader.SIZE];
        int count = 1;
        for (int i = 0; i < DRAINED_AT_ONCE && count > 0; i++) {
            count = from.read(overflow, 0, overflow.length);
        }
        if (count != Wire.AGAIN) {
            answer(new Verdict.Failed());
        }
    }

    private void broken(Wire on) {
        int errno = on.errno();
        client.log().write(ConnectionError.level(errno, Level.ERROR), errno, on.failure());
        answer(new Verdict.Failed());
    }

    private void timedOut() {
        client.log()
                .write(
                        Level.ERROR,
                        Errno.ETIMEDOUT,
                        "auth http server " + settings.server().name() + " timed out");
        answer(new Verdict.Failed());
    }

    private void answer(Verdict verdict) {
        if (!over) {
            abandon();
            then.accept(verdict);
        }
    }
}
