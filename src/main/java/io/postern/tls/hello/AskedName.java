package io.postern.tls.hello;

import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Looks into what a client begins with for the name that it asks for (SNI), so that the server can be chosen before any engine has seen
 * a byte. Confined to the connection's event loop.
 */
public final class AskedName {
    private final ClientHello hello = new ClientHello();

    /** Whether this is how TLS begins, or SSLv2 did; else it is plain talk (ngx_http_ssl_handshake). */
    public static boolean isTls(int first) {
        return (first & 0x80) != 0 || first == 0x16;
    }

    /**
     * Takes more of what the client says, which stays where it is.
     *
     * @return whether no more is needed
     */
    public boolean see(byte[] bytes, int at, int length) {
        hello.see(Unpooled.wrappedBuffer(bytes, at, length));
        return hello.isDone();
    }

    /** Null where no name is asked for. */
    public @Nullable String name() {
        return hello.serverName();
    }
}
