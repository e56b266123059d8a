package io.postern.http.proxy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.postern.directive.IpText;
import io.postern.http.exchange.Exchange;
import io.postern.http.model.Proxying;
import io.postern.lang.FileName;
import io.postern.log.Level;
import io.postern.net.Wire;
import io.postern.tls.engine.ClientTls;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards upstreams: proxy_pass https://…, proxy_ssl_name, proxy_ssl_server_name, proxy_ssl_verify. What is trusted is read once for
 * a configuration, when it is first asked for. Safe on any thread.
 */
final class UpstreamTls {
    /** @param trusted the file of proxy_ssl_trusted_certificate */
    private record Trust(boolean verify, @Nullable String trusted) {}

    private final Map<Trust, SslContext> contexts = new ConcurrentHashMap<>();

    /** The connection that carries the request from now on; null when there is none, which {@code failed} has been told. */
    @Nullable
    Wire begin(Passing passing, Wire wire, Runnable then, Runnable failed) {
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

    private SslContext context(Trust trust) throws SSLException {
        SslContext known = contexts.get(trust);
        if (known != null) {
            return known;
        }
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (!trust.verify()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (trust.trusted() != null) {
            builder.trustManager(FileName.path(trust.trusted()).toFile());
        }
        SslContext made = builder.build();
        SslContext other = contexts.putIfAbsent(trust, made);
        return other == null ? made : other;
    }

    private SSLEngine engine(Proxying.Tls tls, String name) throws SSLException {
        SslContext context = context(new Trust(tls.verify(), tls.trusted()));
        boolean literal = IpText.parse(name) != null;
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
