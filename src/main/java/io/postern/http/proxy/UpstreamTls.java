package io.postern.http.proxy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.postern.http.exchange.Exchange;
import io.postern.http.model.Proxying;
import io.postern.lang.FileName;
import io.postern.log.Level;
import io.postern.net.Wire;
import io.postern.tls.ClientTls;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** TLS towards an upstream: proxy_pass https://…, proxy_ssl_name, proxy_ssl_server_name, proxy_ssl_verify. */
final class UpstreamTls {
    private UpstreamTls() {}

    /** The connection that carries the request from now on; null when there is none, which {@code failed} has been told. */
    static @Nullable Wire begin(Passing passing, Wire wire, Runnable then, Runnable failed) {
        Proxying.Tls tls = passing.proxying().tls();
        Exchange x = passing.exchange();
        String name = tls.name() == null
                ? String.valueOf(x.proxyHost).replaceAll(":\\d+$", "")
                : tls.name().eval(x);
        passing.sink().action("SSL handshaking to upstream");
        SSLEngine engine;
        try {
            engine = engine(tls, name);
        } catch (SSLException e) {
            x.log().write(Level.ERROR, "SSL context for upstream failed: " + e.getMessage());
            failed.run();
            return null;
        }
        return ClientTls.over(wire, engine, failure -> {
            if (failure == null) {
                then.run();
            } else {
                x.log().write(Level.ERROR, String.valueOf(failure.getMessage()));
                failed.run();
            }
        });
    }

    private static SSLEngine engine(Proxying.Tls tls, String name) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (!tls.verify()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (tls.trusted() != null) {
            builder.trustManager(FileName.path(tls.trusted()).toFile());
        }
        SslContext context = builder.build();
        boolean literal = io.postern.directive.IpText.parse(name) != null;
        SSLEngine engine = tls.serverName() && !literal
                ? context.newEngine(ByteBufAllocator.DEFAULT, name, -1)
                : context.newEngine(ByteBufAllocator.DEFAULT);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(tls.verify() ? "HTTPS" : "");
        if (tls.serverName() && !literal) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        engine.setSSLParameters(parameters);
        return engine;
    }
}
