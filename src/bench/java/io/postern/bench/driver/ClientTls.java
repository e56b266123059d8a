package io.postern.bench.driver;

import io.netty.handler.ssl.OpenSslContext;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The clients' side of TLS: whatever certificate the proxy under test shows is taken. Version, cipher suite and key exchange are
 * fixed, so that two libraries with different preferences are given the same work.
 */
public final class ClientTls {
    private ClientTls() {}

    /** A new context, with an empty session cache; null in clear. */
    public static @Nullable SslContext context(boolean tls) {
        return tls ? context("TLSv1.3", "TLS_AES_128_GCM_SHA256", true) : null;
    }

    /**
     * A new context with an empty session cache.
     *
     * @param resume whether a later connection goes on with the session of an earlier one
     */
    public static SslContext context(String version, String cipher, boolean resume) {
        try {
            SslContext context = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.OPENSSL)
                    .protocols(version)
                    .ciphers(List.of(cipher))
                    .option(OpenSslContextOption.GROUPS, new String[] {"X25519"})
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .endpointIdentificationAlgorithm(null)
                    .build();
            ((OpenSslContext) context).sessionContext().setSessionCacheEnabled(resume);
            return context;
        } catch (SSLException e) {
            throw new IllegalStateException("no TLS for the clients", e);
        }
    }
}
