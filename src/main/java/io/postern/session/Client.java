package io.postern.session;

import io.netty.channel.EventLoop;
import io.postern.log.Log;
import io.postern.tls.TlsFacts;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A client's connection as auth and proxy see it. Confined to its event loop. */
public interface Client {
    Facts facts();

    Protocol protocol();

    /** The loop on which everything about this client happens. */
    EventLoop loop();

    /** Lines about this client; adds nginx's context (client, server, login, upstream). */
    Log log();

    /** Something done for this client has met an error of ours: ends its connection, with a line in the log. */
    void failed(Throwable why);

    /** Sets what the log says we are doing ("while …"); the empty string ends it. */
    void action(String doing);

    /** The client's address, as the PROXY protocol or set_real_ip_from made it. */
    SocketAddress remote();

    /** The client's address as text, without port (nginx's addr_text). */
    String remoteText();

    /** The address that the client connected to. */
    SocketAddress local();

    /** What a PROXY protocol header said; null where there was none. */
    default @Nullable ProxySource proxySource() {
        return null;
    }

    /** What the client's TLS settled on; null on a plain connection. */
    default @Nullable TlsFacts tls() {
        return null;
    }
}
