package io.postern.tls.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.internal.tcnative.CertificateCompressionAlgo;
import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLContext;
import io.netty.internal.tcnative.SSLCredential;
import io.postern.tls.files.Pem;
import io.postern.tls.files.TlsException;
import io.postern.tls.model.ClientTrust;
import io.postern.tls.model.Identity;
import io.postern.tls.model.Resumption;
import io.postern.tls.model.SessionCache;
import io.postern.tls.model.Speech;
import io.postern.tls.model.TlsMaterial;
import io.postern.tls.openssl.CipherSuite;
import io.postern.tls.openssl.SignatureSchemes;
import io.postern.tls.openssl.TlsVersion;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** Puts an SSL_CTX together from what a configuration says (ngx_ssl_create and the functions behind it). */
final class BoringSetup {
    private final TlsMaterial material;
    private final String alpn;

    BoringSetup(TlsMaterial material, String alpn) {
        this.material = material;
        this.alpn = alpn;
    }

    /** The new context; freed by the caller. */
    long make(@Nullable SessionZone zone) throws TlsException {
        long context = 0;
        try {
            context = SSLContext.make(SSL.SSL_PROTOCOL_ALL | SSL.SSL_PROTOCOL_TLSV1_3, SSL.SSL_MODE_SERVER);
            SSLContext.setUseTasks(context, false);
            SSLContext.setMode(context, SSLContext.getMode(context) | SSL.SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
            speech(context);
            for (Identity identity : preferred()) {
                credential(context, identity);
            }
            clients(context);
            resumption(context, zone);
            if (material.compression()) {
                SSLContext.addCertificateCompressionAlgorithm(
                        context, SSL.SSL_CERT_COMPRESSION_DIRECTION_COMPRESS, new ZlibCertificates());
            }
            return context;
        } catch (Exception e) {
            if (context != 0) {
                SSLContext.free(context);
            }
            throw new TlsException("SSL_CTX_new() failed (SSL: " + e.getMessage() + ")");
        }
    }

    private void speech(long context) throws Exception {
        Speech speech = material.speech();
        int options = SSL.SSL_OP_NO_SSLv2 | SSL.SSL_OP_NO_SSLv3 | SSL.SSL_OP_NO_COMPRESSION;
        options |= without(TlsVersion.TLS1_0, SSL.SSL_OP_NO_TLSv1);
        options |= without(TlsVersion.TLS1_1, SSL.SSL_OP_NO_TLSv1_1);
        options |= without(TlsVersion.TLS1_2, SSL.SSL_OP_NO_TLSv1_2);
        options |= without(TlsVersion.TLS1_3, SSL.SSL_OP_NO_TLSv1_3);
        if (speech.serverPrefers()) {
            options |= SSL.SSL_OP_CIPHER_SERVER_PREFERENCE;
        } else {
            SSLContext.clearOptions(context, SSL.SSL_OP_CIPHER_SERVER_PREFERENCE);
        }
        if (!material.resumption().tickets()) {
            options |= SSL.SSL_OP_NO_TICKET;
        }
        SSLContext.setOptions(context, options);
        String ciphers = speech.ciphers().stream()
                .filter(CipherSuite::boring)
                .map(CipherSuite::name)
                .collect(Collectors.joining(":"));
        if (!ciphers.isEmpty()) {
            SSLContext.setCipherSuite(context, ciphers, false);
        }
        if (!SSLContext.setCurvesList(context, speech.groups().toArray(String[]::new))) {
            throw new TlsException(String.valueOf(SSL.getLastError()));
        }
        SSLContext.setAlpnProtos(context, new String[] {alpn}, SSL.SSL_SELECTOR_FAILURE_NO_ADVERTISE);
    }

    /** The first that suits a client is taken: ECDSA first and RSA last, as clients rank what they verify (and OpenSSL heeds that). */
    private List<Identity> preferred() {
        return material.identities().stream()
                .filter(Identity::boring)
                .sorted(Comparator.comparing((Identity identity) -> identity.key() instanceof RSAKey)
                        .thenComparing(identity -> !(identity.key() instanceof ECKey)))
                .toList();
    }

    private int without(TlsVersion version, int option) {
        return material.speech().withoutGap().contains(version) ? 0 : option;
    }

    /** BoringSSL takes several credentials and finds the one that suits a client, like OpenSSL's places for kinds of keys. */
    private void credential(long context, Identity identity) throws Exception {
        StringBuilder pem = new StringBuilder();
        for (X509Certificate certificate : identity.chain()) {
            pem.append(Pem.write("CERTIFICATE", certificate.getEncoded()));
        }
        long chainBio = 0;
        long keyBio = 0;
        long chain = 0;
        long key = 0;
        long credential = 0;
        try {
            chainBio = bio(pem.toString());
            keyBio = bio(Pem.write("PRIVATE KEY", identity.key().getEncoded()));
            chain = SSL.parseX509Chain(chainBio);
            key = SSL.parsePrivateKey(keyBio, null);
            credential = SSLCredential.newX509();
            SSLCredential.setCertChain(credential, chain);
            SSLCredential.setPrivateKey(credential, key);
            List<Integer> signatures = material.speech().signatures();
            if (signatures.isEmpty()) {
                signatures = material.trust().level().level() > 0 ? SignatureSchemes.STRONG : SignatureSchemes.ALL;
            }
            SSLCredential.setSigningAlgorithmPrefs(
                    credential, signatures.stream().mapToInt(Integer::intValue).toArray());
            SSLContext.addCredential(context, credential);
        } finally {
            free(chainBio, SSL::freeBIO);
            free(keyBio, SSL::freeBIO);
            free(chain, SSL::freeX509Chain);
            free(key, SSL::freePrivateKey);
            if (credential != 0) {
                SSLCredential.free(credential);
            }
        }
    }

    private static void free(long pointer, LongConsumer how) {
        if (pointer != 0) {
            how.accept(pointer);
        }
    }

    private static long bio(String pem) throws Exception {
        ByteBuf bytes = Unpooled.directBuffer(pem.length());
        long bio = SSL.newMemBIO();
        try {
            bytes.writeCharSequence(pem, StandardCharsets.US_ASCII);
            if (SSL.bioWrite(bio, bytes.memoryAddress(), bytes.readableBytes()) != bytes.readableBytes()) {
                throw new TlsException("BIO_write() failed");
            }
            return bio;
        } finally {
            bytes.setZero(0, bytes.capacity());
            bytes.release();
        }
    }

    private void clients(long context) throws Exception {
        ClientTrust trust = material.trust();
        if (!trust.asking().asks()) {
            SSLContext.setVerify(context, SSL.SSL_CVERIFY_NONE, trust.depth());
            return;
        }
        SSLContext.setCertVerifyCallback(
                context, trust.strict() ? new BoringEncryption.Strict(trust) : new BoringEncryption.LetPass());
        SSLContext.setVerify(
                context, trust.asking().requires() ? SSL.SSL_CVERIFY_REQUIRED : SSL.SSL_CVERIFY_OPTIONAL, 100);
        if (!trust.named().isEmpty()) {
            announce(context, trust.named());
        }
    }

    private static void announce(long context, List<X509Certificate> authorities) throws Exception {
        long bio = bio(authorities.stream().map(BoringSetup::pem).collect(Collectors.joining()));
        try {
            SSLContext.setCACertificateBio(context, bio);
        } finally {
            SSL.freeBIO(bio);
        }
    }

    private static String pem(X509Certificate certificate) {
        try {
            return Pem.write("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** ngx_ssl_session_cache. */
    private void resumption(long context, @Nullable SessionZone zone) {
        Resumption resumption = material.resumption();
        SessionCache cache = resumption.cache();
        SSLContext.setSessionIdContext(context, material.sessionContext());
        SSLContext.setSessionCacheTimeout(context, resumption.seconds());
        SessionCache.Mode mode = cache.mode() == null ? SessionCache.Mode.NONE : cache.mode();
        switch (mode) {
            case OFF -> SSLContext.setSessionCacheMode(context, SSL.SSL_SESS_CACHE_OFF);
            case NONE ->
                SSLContext.setSessionCacheMode(
                        context, SSL.SSL_SESS_CACHE_SERVER | SSL.SSL_SESS_CACHE_NO_INTERNAL_STORE);
            case BUILTIN -> {
                SSLContext.setSessionCacheMode(context, SSL.SSL_SESS_CACHE_SERVER);
                SSLContext.setSessionCacheSize(context, cache.builtin() == 0 ? 20480 : cache.builtin());
            }
            case SHARED_ONLY ->
                SSLContext.setSessionCacheMode(
                        context,
                        SSL.SSL_SESS_CACHE_SERVER
                                | SSL.SSL_SESS_CACHE_NO_INTERNAL_STORE
                                | SSL.SSL_SESS_CACHE_NO_INTERNAL_LOOKUP);
        }
        if (zone != null && (mode == SessionCache.Mode.BUILTIN || mode == SessionCache.Mode.SHARED_ONLY)) {
            SSLContext.setSSLSessionCache(context, zone);
        }
    }

    /** RFC 8879 with zlib. */
    private static final class ZlibCertificates implements CertificateCompressionAlgo {
        @Override
        public byte[] compress(long ssl, byte[] certificate) {
            Deflater deflater = new Deflater();
            try {
                deflater.setInput(certificate);
                deflater.finish();
                byte[] room = new byte[certificate.length + certificate.length / 100 + 64];
                int length = deflater.deflate(room);
                return Arrays.copyOf(room, length);
            } finally {
                deflater.end();
            }
        }

        @Override
        public byte[] decompress(long ssl, int length, byte[] compressed) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int algorithmId() {
            return CertificateCompressionAlgo.TLS_EXT_CERT_COMPRESSION_ZLIB;
        }
    }
}
