package io.postern.tls;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import io.postern.log.Errno;
import io.postern.log.Level;
import io.postern.net.Wire;
import java.nio.channels.ClosedChannelException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** TLS of one connection by the JDK's engine in Netty's handler, with what a session expects said around it. Confined to its event loop. */
final class JdkGuard extends ChannelDuplexHandler implements Encryption.Guard {
    private static final Map<String, String> OPENSSL_NAMES = CipherSuite.ALL.stream()
            .collect(Collectors.toUnmodifiableMap(CipherSuite::standardName, CipherSuite::name));

    private final SslHandler inner;
    private final ClientTrust trust;
    private final Promise<Void> handshake = ImmediateEventExecutor.INSTANCE.newPromise();
    private @Nullable Establishment result;
    private boolean quiet;
    private boolean gone;
    private boolean closing;

    JdkGuard(SslHandler inner, ClientTrust trust) {
        this.inner = inner;
        this.trust = trust;
    }

    @Override
    public Wire over(Wire below, Consumer<@Nullable Throwable> then) {
        return below.secure(this, handshake, then);
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

    @Override
    public void quiet() {
        quiet = true;
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
        } else if (closing) {
            ctx.fireUserEventTriggered(event);
        } else if (event instanceof SslCloseCompletionEvent) {
            gone = true;
            ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        } else if (event instanceof ChannelInputShutdownEvent && !handshake.isDone()) {
            handshake.tryFailure(new TlsFailure(Level.INFO, 0, "peer closed connection in SSL handshake"));
        } else {
            gone |= event instanceof ChannelInputShutdownEvent;
            ctx.fireUserEventTriggered(event);
        }
    }

    private void established() {
        SSLSession session = inner.engine().getSession();
        List<X509Certificate> sent = new ArrayList<>();
        if (trust.verify() != VerifyClient.OFF) {
            try {
                for (Certificate certificate : session.getPeerCertificates()) {
                    sent.add((X509Certificate) certificate);
                }
            } catch (SSLPeerUnverifiedException e) {
                // the client has shown none
                sent.clear();
            }
        }
        String suite = session.getCipherSuite();
        String alpn = inner.engine().getApplicationProtocol();
        TlsFacts.Handshake known = new TlsFacts.Handshake(
                name(session),
                alpn == null ? "" : alpn,
                false,
                signature(session),
                key(session),
                "",
                HexFormat.of().formatHex(session.getId()),
                null);
        result = Establishment.of(trust, session.getProtocol(), OPENSSL_NAMES.getOrDefault(suite, suite), sent, known);
        handshake.trySuccess(null);
    }

    private static String name(SSLSession session) {
        if (session instanceof ExtendedSSLSession extended) {
            for (SNIServerName name : extended.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName();
                }
            }
        }
        return "";
    }

    private static @Nullable X509Certificate own(SSLSession session) {
        Certificate[] local = session.getLocalCertificates();
        return local != null && local.length > 0 && local[0] instanceof X509Certificate own ? own : null;
    }

    private static String signature(SSLSession session) {
        X509Certificate own = own(session);
        return own == null ? "" : OwnCertificate.signature(own);
    }

    private static String key(SSLSession session) {
        X509Certificate own = own(session);
        return own == null ? "" : OwnCertificate.key(own);
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

    /** What a client still says behind our goodbye ends the wait for its own, as in nginx. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (closing) {
            ReferenceCountUtil.release(message);
            abandon(ctx, ctx.newPromise());
        } else {
            ctx.fireChannelRead(message);
        }
    }

    /** The client's goodbye is read, so that nothing of it is left in the socket that would make the end a reset. */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (!handshake.isSuccess()) {
            // with the alert that tells why
            ctx.close(promise);
        } else if (closing || gone || quiet || waiting(ctx)) {
            abandon(ctx, promise);
        } else {
            closing = true;
            inner.setCloseNotifyReadTimeout(BoringWire.GOODBYE, TimeUnit.MILLISECONDS);
            ctx.close(promise);
            ctx.read();
        }
    }

    /** With bytes unsent, nginx does not say goodbye. */
    private static boolean waiting(ChannelHandlerContext ctx) {
        ChannelOutboundBuffer out = ctx.channel().unsafe().outboundBuffer();
        return out == null || !out.isEmpty();
    }

    /** Closes the connection without a goodbye: past Netty's handler. */
    private void abandon(ChannelHandlerContext ctx, ChannelPromise promise) {
        ctx.pipeline().context(inner).close(promise);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (closing) {
            ctx.read();
        }
        ctx.fireChannelReadComplete();
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
