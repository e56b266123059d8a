package io.postern.tls.engine;

import io.netty.buffer.ByteBuf;
import io.postern.tls.TlsFacts;
import io.postern.tls.hello.ClientHello;
import io.postern.tls.model.ClientTrust;
import io.postern.tls.model.VerifyClient;
import io.postern.tls.openssl.CipherSuite;
import io.postern.tls.verify.Establishment;
import io.postern.tls.wire.Handshake;
import io.postern.tls.wire.TlsEngine;
import io.postern.tls.x509.OwnCertificate;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** A handshake by an engine of the JDK's interface, from either side. Confined to its event loop. */
final class JdkHandshake implements Handshake {
    private static final String STEP = "SSL_do_handshake() failed";
    private static final Map<String, String> OPENSSL_NAMES = CipherSuite.ALL.stream()
            .collect(Collectors.toUnmodifiableMap(CipherSuite::standardName, CipherSuite::name));

    private final JdkEngine engine;
    private final ClientTrust trust;
    private final ClientHello hello = new ClientHello();

    JdkHandshake(JdkEngine engine, ClientTrust trust) {
        this.engine = engine;
        this.trust = trust;
    }

    @Override
    public TlsEngine engine() {
        return engine;
    }

    @Override
    public boolean opens() {
        return engine.engine().getUseClientMode();
    }

    @Override
    public @Nullable Verdict go(ByteBuf in, Voice voice) {
        if (!opens()) {
            hello.see(in);
        }
        while (true) {
            switch (engine.handshake(in)) {
                case READ -> {
                    return null;
                }
                case WRITE -> {
                    if (!voice.drain()) {
                        return new Verdict(engine.failure(STEP));
                    }
                }
                case DONE -> {
                    voice.drain();
                    return new Verdict(null);
                }
                case GOODBYE -> {
                    voice.drain();
                    return new Verdict(Handshake.peerClosed(0));
                }
                case FAILED -> {
                    voice.drain();
                    return new Verdict(engine.failure(STEP));
                }
            }
        }
    }

    @Override
    public Establishment result() {
        SSLSession session = engine.session();
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
        String alpn = engine.engine().getApplicationProtocol();
        X509Certificate own = own(session);
        TlsFacts.Handshake known = new TlsFacts.Handshake(
                name(session),
                alpn == null ? "" : alpn,
                false,
                own == null ? "" : OwnCertificate.signature(own),
                own == null ? "" : OwnCertificate.key(own),
                "",
                HexFormat.of().formatHex(session.getId()),
                hello.offer(),
                null);
        return Establishment.of(trust, session.getProtocol(), OPENSSL_NAMES.getOrDefault(suite, suite), sent, known);
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
}
