package io.postern.tls.engine;

import io.postern.net.Wire;
import io.postern.tls.model.ClientTrust;
import io.postern.tls.wire.TlsGuard;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** TLS on connections that we make. */
public final class ClientTls {
    private ClientTls() {}

    /**
     * Goes to TLS on this connection. Its end is not waited for when we close it (nginx's no_wait_shutdown).
     *
     * @param engine in client mode, with all its settings; freed with the connection
     * @param then called once, with null when the handshake has succeeded; within this call, too, where it fails at once. What it is
     *     told of has nginx's words
     * @return the wire to go on with
     */
    public static Wire over(Wire below, SSLEngine engine, Consumer<@Nullable Throwable> then) {
        TlsGuard guard = new TlsGuard(() -> new JdkHandshake(new JdkEngine(engine), ClientTrust.UNASKED));
        guard.hasten();
        return guard.over(below, then);
    }
}
