package io.postern.tls;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import io.postern.log.Errno;
import io.postern.log.Level;
import java.nio.channels.ClosedChannelException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** TLS of one connection by the JDK's engine in Netty's handler, with what a session expects said around it. Confined to its event loop. */
final class JdkGuard extends ChannelInboundHandlerAdapter implements Encryption.Guard {
    private static final Map<String, String> OPENSSL_NAMES = CipherSuite.ALL.stream()
            .collect(Collectors.toUnmodifiableMap(CipherSuite::standardName, CipherSuite::name));

    private final SslHandler inner;
    private final ClientTrust trust;
    private final Promise<Void> handshake = ImmediateEventExecutor.INSTANCE.newPromise();
    private @Nullable Establishment result;

    JdkGuard(SslHandler inner, ClientTrust trust) {
        this.inner = inner;
        this.trust = trust;
    }

    @Override
    public ChannelHandler handler() {
        return this;
    }

    @Override
    public Future<?> handshake() {
        return handshake;
    }

    @Override
    public Encryption.@Nullable Complaint complaint() {
        return result == null ? null : result.complaint();
    }

    @Override
    public TlsFacts facts() {
        if (result == null) {
            throw new IllegalStateException("no handshake yet");
        }
        return result.facts();
    }

    /** Netty's handler goes in front; this one, behind it, translates. */
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.pipeline().addBefore(ctx.name(), null, inner);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done) {
            if (done.isSuccess()) {
                established();
            } else {
                handshake.tryFailure(failure("SSL_do_handshake() failed", done.cause()));
            }
        } else if (event instanceof SslCloseCompletionEvent) {
            ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    private void established() {
        SSLSession session = inner.engine().getSession();
        List<X509Certificate> sent = new ArrayList<>();
        if (trust.verify() != VerifyClient.OFF) {
            try {
                for (java.security.cert.Certificate certificate : session.getPeerCertificates()) {
                    sent.add((X509Certificate) certificate);
                }
            } catch (SSLPeerUnverifiedException e) {
                // the client has shown none
                sent.clear();
            }
        }
        String suite = session.getCipherSuite();
        result = Establishment.of(trust, session.getProtocol(), OPENSSL_NAMES.getOrDefault(suite, suite), sent);
        handshake.trySuccess(null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Throwable real = cause.getCause() instanceof SSLException inside ? inside : cause;
        if (!handshake.isDone()) {
            handshake.tryFailure(failure("SSL_do_handshake() failed", real));
        } else if (handshake.isSuccess()) {
            if (real instanceof SSLException) {
                ctx.fireExceptionCaught(failure("SSL_read() failed", real));
            } else {
                ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        handshake.tryFailure(failure("", new ClosedChannelException()));
        ctx.fireChannelInactive();
    }

    private static TlsFailure failure(String step, Throwable cause) {
        if (cause instanceof NotSslRecordException) {
            return new TlsFailure(Level.INFO, 0, step + " (SSL: error:0A00010B:SSL routines::wrong version number)");
        }
        if (!(cause instanceof SSLException)) {
            return new TlsFailure(Level.INFO, Errno.of(cause), "peer closed connection in SSL handshake");
        }
        String words = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return new TlsFailure(Level.INFO, 0, step + " (SSL: " + words + ")");
    }
}
