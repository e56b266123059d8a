package io.postern.http.exchange;

import io.postern.session.ProxySource;
import io.postern.tls.TlsFacts;
import java.net.InetAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The client's connection as its requests see it. Texts as nginx prints them; {@code unix:} for clients without an address.
 *
 * @param number nginx's connection number
 * @param startNanos when it was accepted
 * @param ownText the address that the connection came from, whatever headers say
 */
public record Peer(
        long number,
        long startNanos,
        @Nullable InetAddress remote,
        String remoteText,
        int remotePort,
        String localText,
        int localPort,
        @Nullable TlsFacts tls,
        @Nullable ProxySource proxied,
        SocketAddress listener,
        String ownText,
        int ownPort) {

    /** With what a PROXY header said. */
    public Peer proxied(ProxySource source) {
        return new Peer(
                number,
                startNanos,
                remote,
                remoteText,
                remotePort,
                localText,
                localPort,
                tls,
                source,
                listener,
                ownText,
                ownPort);
    }

    /** With TLS. */
    public Peer secured(TlsFacts facts) {
        return new Peer(
                number,
                startNanos,
                remote,
                remoteText,
                remotePort,
                localText,
                localPort,
                facts,
                proxied,
                listener,
                ownText,
                ownPort);
    }

    /** The same connection from another address: set_real_ip_from. */
    public Peer from(InetAddress address, String text, int port) {
        return new Peer(
                number,
                startNanos,
                address,
                text,
                port,
                localText,
                localPort,
                tls,
                proxied,
                listener,
                ownText,
                ownPort);
    }
}
