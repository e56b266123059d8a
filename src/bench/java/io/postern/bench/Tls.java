package io.postern.bench;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The clients' side of TLS: whatever certificate the proxy under test shows is taken. */
final class Tls {
    private Tls() {}

    /** A new context, with an empty session cache; null in clear. */
    static @Nullable SslContext context(boolean tls) {
        if (!tls) {
            return null;
        }
        try {
            return SslContextBuilder.forClient()
                    .sslProvider(SslProvider.OPENSSL)
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .endpointIdentificationAlgorithm(null)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("no TLS for the clients", e);
        }
    }

    static int port(boolean tls, Scenario.Ports ports) {
        return tls ? ports.imaps() : ports.imap();
    }
}
