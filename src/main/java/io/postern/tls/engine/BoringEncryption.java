package io.postern.tls.engine;

import io.netty.internal.tcnative.CertificateVerifier;
import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLContext;
import io.netty.internal.tcnative.SessionTicketKey;
import io.postern.log.Log;
import io.postern.tls.Encryption;
import io.postern.tls.files.TicketKey;
import io.postern.tls.files.TlsException;
import io.postern.tls.hello.HelloJudge;
import io.postern.tls.model.ClientTrust;
import io.postern.tls.model.Identity;
import io.postern.tls.model.TlsMaterial;
import io.postern.tls.verify.CertificateJudge;
import io.postern.tls.wire.FailureWords;
import io.postern.tls.wire.TlsGuard;
import io.postern.tls.x509.SentCertificate;
import java.lang.ref.Cleaner;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One server's TLS in BoringSSL: an SSL_CTX by netty-tcnative, as nginx sets it up. Freed when neither a configuration nor a connection
 * holds it any more. Safe on any thread.
 */
final class BoringEncryption implements Encryption {
    private static final Cleaner CLEANER = Cleaner.create();

    private final TlsMaterial material;
    private final @Nullable SessionZone zone;
    private final TicketRing ring;
    private final AtomicReference<List<TicketKey>> inUse = new AtomicReference<>(List.of());
    private final long context;
    private final HelloJudge judge;

    BoringEncryption(TlsMaterial material, String alpn, @Nullable SessionZone zone) throws TlsException {
        this.material = material;
        this.zone = zone;
        this.ring = zone == null ? new TicketRing() : zone.ring();
        BoringSetup setup = new BoringSetup(material, alpn);
        this.context = setup.make(zone);
        this.judge = new HelloJudge(
                material.identities().stream().filter(Identity::boring).toList(),
                material.speech(),
                material.trust().level(),
                alpn);
        CLEANER.register(this, new Free(context));
        useTicketKeys(material.resumption().keys());
    }

    private record Free(long context) implements Runnable {
        @Override
        public void run() {
            SSLContext.free(context);
        }
    }

    /** Lets every certificate pass the handshake: nginx judges it afterwards and then has words for the client. */
    static final class LetPass extends CertificateVerifier {
        @Override
        public int verify(long ssl, byte[][] chain, String method) {
            return CertificateVerifier.X509_V_OK;
        }
    }

    /** Judges within the handshake, and stops at what it finds first. */
    static final class Strict extends CertificateVerifier {
        private final ClientTrust trust;

        Strict(ClientTrust trust) {
            this.trust = trust;
        }

        @Override
        public int verify(long ssl, byte[][] chain, String method) {
            try {
                List<X509Certificate> sent = new ArrayList<>();
                for (byte[] der : chain) {
                    sent.add(SentCertificate.read(der));
                }
                return CertificateJudge.first(trust, sent, Instant.now()).code();
            } catch (CertificateException e) {
                return CertificateVerifier.X509_V_ERR_UNSPECIFIED;
            }
        }
    }

    @Override
    public Guard guard() {
        if (material.resumption().tickets() && material.resumption().keys().isEmpty()) {
            useTicketKeys(ring.keys(
                    System.nanoTime() / 1_000_000_000, material.resumption().seconds()));
        }
        return new TlsGuard(() -> new BoringHandshake(this));
    }

    private void useTicketKeys(List<TicketKey> keys) {
        List<TicketKey> before = inUse.get();
        if (!keys.isEmpty() && !keys.equals(before) && inUse.compareAndSet(before, keys)) {
            SSLContext.setSessionTicketKeys(
                    context,
                    keys.stream()
                            .map(key -> new SessionTicketKey(key.name(), key.mac(), key.cipher()))
                            .toArray(SessionTicketKey[]::new));
        }
    }

    /** A new SSL for one connection. */
    long open() {
        return SSL.newSSL(context, true);
    }

    TlsMaterial material() {
        return material;
    }

    /** What OpenSSL would say to clients' first messages. */
    HelloJudge judge() {
        return judge;
    }

    /** Sessions of refused clients are not resumed. */
    void forget(long ssl) {
        byte[] id = SSL.getSessionId(ssl);
        if (zone != null && id != null) {
            zone.forget(id);
        }
    }

    @Override
    public void failed(Throwable cause, Log log) {
        FailureWords.say(cause, log);
    }
}
