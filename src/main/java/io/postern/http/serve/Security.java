package io.postern.http.serve;

import io.postern.http.match.Http;
import io.postern.http.match.ServerNames;
import io.postern.http.model.Server;
import io.postern.http.parse.Host;
import io.postern.http.text.Regex;
import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.net.ConnectionError;
import io.postern.net.Wire;
import io.postern.tls.Encryption;
import io.postern.tls.hello.AskedName;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a connection to a listener with {@code ssl} goes to TLS, or does not: the client's first words tell which server it asks for
 * (ngx_http_ssl_handshake, ngx_http_ssl_servername). Confined to the connection's event loop.
 */
final class Security {
    /** What follows. */
    interface Next {
        /** TLS begins. */
        void shakesHands();

        /** The connection goes on in TLS. */
        void secured(Wire wire);

        /** It is plain talk that came. */
        void plain();

        /** Nothing follows. */
        void over();
    }

    /** Fatal, unrecognized_name (RFC 8446, 6.2), in a record of its own. */
    private static final byte[] REJECTED = {21, 3, 3, 0, 2, 2, 112};

    private static final String REJECTED_WORDS = "handshake rejected";
    private static final int PIECE = 4096;

    private final Http.Group group;
    private final Service service;
    private final Log log;
    private final Consumer<Server> chosen;
    private final Next next;
    private final AskedName asked = new AskedName();
    private byte[] seen = {};
    private @Nullable String name;
    private Encryption.@Nullable Guard guard;
    private @Nullable Encryption encryption;
    private @Nullable Wire secured;
    private boolean shaking;

    /** @param chosen is told which server the client asks for, before TLS begins */
    Security(Http.Group group, Service service, Log log, Consumer<Server> chosen, Next next) {
        this.group = group;
        this.service = service;
        this.log = log;
        this.chosen = chosen;
        this.next = next;
    }

    /** The name by which the client found its server; null where it did not find one. */
    @Nullable
    String name() {
        return name;
    }

    Encryption.@Nullable Guard guard() {
        return guard;
    }

    /** Looks on at what the client begins with. */
    void readable(Wire wire) {
        while (!shaking) {
            byte[] more = new byte[PIECE];
            int n = wire.read(more, 0, more.length);
            if (n == Wire.AGAIN) {
                return;
            }
            if (n <= 0 && seen.length == 0) {
                ended(wire, n);
                return;
            }
            boolean enough = n <= 0 || asked.see(more, 0, n);
            append(more, Math.max(0, n));
            if (!AskedName.isTls(seen[0])) {
                wire.unread(seen, 0, seen.length);
                next.plain();
                return;
            }
            if (enough) {
                wire.unread(seen, 0, seen.length);
                shake(wire);
            }
        }
    }

    private void ended(Wire wire, int n) {
        if (n == Wire.END) {
            log.write(Level.INFO, "client closed connection");
        } else {
            log.write(ConnectionError.level(wire.errno(), Level.INFO), wire.errno(), "recv() failed");
        }
        next.over();
    }

    private void append(byte[] more, int n) {
        byte[] all = Arrays.copyOf(seen, seen.length + n);
        System.arraycopy(more, 0, all, seen.length, n);
        seen = all;
    }

    private void shake(Wire wire) {
        shaking = true;
        next.shakesHands();
        seen = new byte[0];
        Server server = server();
        if (server.tls().rejects()) {
            wire.write(REJECTED, 0, REJECTED.length);
            log.write(Level.INFO, REJECTED_WORDS);
            next.over();
            return;
        }
        Encryption own = service.encryption(server);
        Encryption with = own == null ? service.encryption(group.defaultServer()) : own;
        if (with == null) {
            next.over();
            return;
        }
        encryption = with;
        Encryption.Guard made = with.guard();
        made.hasten();
        guard = made;
        secured = wire;
        secured = made.over(wire, this::shaken);
    }

    private void shaken(@Nullable Throwable failure) {
        Wire wire = secured;
        if (failure == null && wire != null) {
            next.secured(wire);
        } else {
            if (failure != null) {
                failed(failure);
            }
            next.over();
        }
    }

    /** The connection ends because the client was too slow: without a goodbye. */
    void quiet() {
        if (guard != null) {
            guard.quiet();
        }
    }

    /** Why the connection does not work any more: TLS has words of its own. */
    void complain(Wire wire) {
        Throwable cause = wire.cause();
        if (encryption != null && cause != null && wire.errno() == 0) {
            encryption.failed(cause, log);
        } else {
            log.write(ConnectionError.level(wire.errno(), Level.INFO), wire.errno(), wire.failure());
        }
    }

    private void failed(Throwable failure) {
        if (encryption != null) {
            encryption.failed(failure, log);
        }
    }

    /** The server that the client asks for by name, else the default. */
    private Server server() {
        String text = asked.name();
        Host host = text == null ? null : Host.of(text);
        if (host != null) {
            try {
                ServerNames.Found<Server> found = group.names().find(host.name());
                if (found != null) {
                    name = host.name();
                    chosen.accept(found.server());
                    return found.server();
                }
            } catch (Regex.Failed e) {
                log.write(Level.ALERT, String.valueOf(e.getMessage()));
            }
        }
        return group.defaultServer();
    }
}
