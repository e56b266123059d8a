package io.postern.tls.engine;

import io.postern.log.Log;
import io.postern.tls.Encryption;
import io.postern.tls.files.TlsException;
import io.postern.tls.model.ClientTrust;
import io.postern.tls.model.Identity;
import io.postern.tls.model.Resumption;
import io.postern.tls.model.SessionCache;
import io.postern.tls.model.Speech;
import io.postern.tls.model.TlsMaterial;
import io.postern.tls.openssl.CipherSuite;
import io.postern.tls.openssl.Groups;
import io.postern.tls.openssl.OpenSslWords;
import io.postern.tls.openssl.TlsVersion;
import io.postern.tls.verify.CertificateJudge;
import io.postern.tls.verify.CertificateVerdict;
import io.postern.tls.wire.FailureWords;
import io.postern.tls.wire.TlsGuard;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** One server's TLS by the JDK's engine: where BoringSSL cannot be loaded, or cannot do what is asked for. Safe on any thread. */
final class JdkEncryption implements Encryption {
    /** The JDK's own switch, read when its TLS is first used: a client that wants to renegotiate is refused, as in OpenSSL. */
    private static final String NO_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

    static {
        if (System.getProperty(NO_RENEGOTIATION) == null) {
            System.setProperty(NO_RENEGOTIATION, "true");
        }
    }

    private final TlsMaterial material;
    private final String alpn;
    private final SSLContext context;
    private final String[] suites;
    private final String[] protocols;

    JdkEncryption(TlsMaterial material, String alpn) throws TlsException {
        this.material = material;
        this.alpn = alpn;
        try {
            context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {new JdkKeys(material.identities())},
                    new TrustManager[] {new LetPass(material.trust())},
                    null);
        } catch (GeneralSecurityException e) {
            throw new TlsException("SSL_CTX_new() failed (SSL: " + e.getMessage() + ")");
        }
        SSLParameters able = context.getSupportedSSLParameters();
        suites = suites(material.speech(), Arrays.asList(able.getCipherSuites()));
        protocols = material.speech().protocols().stream()
                .map(TlsVersion::word)
                .filter(Arrays.asList(able.getProtocols())::contains)
                .toArray(String[]::new);
        if (suites.length == 0) {
            throw new TlsException("SSL_CTX_set_cipher_list() failed (SSL: " + OpenSslWords.NO_CIPHER_MATCH + ")");
        }
        SSLSessionContext sessions = context.getServerSessionContext();
        sessions.setSessionTimeout((int)
                Math.min(Integer.MAX_VALUE, Math.max(1, material.resumption().seconds())));
    }

    private static String[] suites(Speech speech, List<String> able) {
        List<String> names = new ArrayList<>();
        List<String> suites13 = speech.suites13();
        names.addAll(suites13 == null ? CipherSuite.TLS_1_3 : suites13);
        speech.ciphers().forEach(suite -> names.add(suite.standardName()));
        names.retainAll(able);
        return names.toArray(String[]::new);
    }

    @Override
    public List<String> lacks() {
        Speech speech = material.speech();
        Resumption resumption = material.resumption();
        SessionCache cache = resumption.cache();
        List<String> lacking = new ArrayList<>();
        lack(lacking, cache.zone() != null, "a session cache shared by servers");
        lack(lacking, cache.mode() == SessionCache.Mode.OFF, "\"ssl_session_cache off\"");
        lack(lacking, !resumption.tickets(), "\"ssl_session_tickets off\"");
        lack(lacking, !resumption.keys().isEmpty(), "\"ssl_session_ticket_key\"");
        lack(lacking, resumption.ticketCount() != Resumption.TICKETS, "a number of tickets");
        lack(lacking, !speech.groups().equals(Groups.AUTO), "a choice of curves");
        lack(lacking, !speech.signatures().isEmpty(), "a choice of signature algorithms");
        lack(lacking, material.compression(), "\"ssl_certificate_compression\"");
        return lacking;
    }

    private static void lack(List<String> lacking, boolean asked, String what) {
        if (asked) {
            lacking.add(what + " has no effect where TLS is done by the JDK");
        }
    }

    @Override
    public Guard guard() {
        return new TlsGuard(() -> new JdkHandshake(new JdkEngine(open()), material.trust()));
    }

    /** An engine for a new connection. */
    private SSLEngine open() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(protocols);
        engine.setEnabledCipherSuites(suites);
        if (material.trust().asking().requires()) {
            engine.setNeedClientAuth(true);
        } else {
            engine.setWantClientAuth(material.trust().asking().asks());
        }
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setUseCipherSuitesOrder(material.speech().serverPrefers());
        engine.setSSLParameters(parameters);
        // null refuses the client with the alert no_application_protocol; not called where none is offered
        engine.setHandshakeApplicationProtocolSelector((e, offered) -> offered.contains(alpn) ? alpn : null);
        return engine;
    }

    @Override
    public void failed(Throwable cause, Log log) {
        FailureWords.say(cause, log);
    }

    /** Lets every certificate pass the handshake where nginx judges afterwards. */
    private static final class LetPass extends X509ExtendedTrustManager {
        private final ClientTrust trust;
        private final X509Certificate[] announced;

        LetPass(ClientTrust trust) {
            this.trust = trust;
            announced = trust.named().toArray(X509Certificate[]::new);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.@Nullable Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
                throws CertificateException {
            if (trust.strict()) {
                CertificateVerdict verdict = CertificateJudge.first(trust, List.of(chain), Instant.now());
                if (verdict.code() != 0) {
                    throw new CertificateException(verdict.words());
                }
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.@Nullable Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return announced.clone();
        }
    }

    /** Our certificates by the kind of their keys. */
    private static final class JdkKeys extends X509ExtendedKeyManager {
        private final List<Identity> identities;

        JdkKeys(List<Identity> identities) {
            this.identities = identities;
        }

        private @Nullable Identity of(String alias) {
            for (Identity identity : identities) {
                if (identity.key().getAlgorithm().equals(alias)) {
                    return identity;
                }
            }
            return null;
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return of(type) == null ? null : type;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, Principal @Nullable [] issuers, java.net.@Nullable Socket socket) {
            return of(type) == null ? null : type;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] types, Principal @Nullable [] issuers, java.net.@Nullable Socket socket) {
            return null;
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
            return of(type) == null ? null : new String[] {type};
        }

        @Override
        public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            Identity identity = of(alias);
            return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            Identity identity = of(alias);
            return identity == null ? null : identity.key();
        }
    }
}
