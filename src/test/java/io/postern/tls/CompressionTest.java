package io.postern.tls;

import static io.postern.tls.TlsPair.client;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCertificateCompressionAlgorithm;
import io.netty.handler.ssl.OpenSslCertificateCompressionConfig;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.CertificateCompressionAlgo;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ssl_certificate_compression} (RFC 8879). */
class CompressionTest {
    private static final String WORDY = "ssl_certificate wordy.crt; ssl_certificate_key wordy.key; ";

    @TempDir
    private static Path folder;

    @BeforeAll
    static void makeFiles() throws Exception {
        // a certificate of the lab's own is little more than random numbers, and at times not shorter when compressed
        new TlsLab(folder).certificate("wordy", "/CN=localhost/O=" + "postern ".repeat(7), "rsa:2048");
    }

    @ParameterizedTest
    @CsvSource({"on, 1", "off, 0"})
    void certificate_isSentCompressed_toAClientThatCanExpandIt(String compression, int expanded) throws Exception {
        assumeTrue(OpenSsl.isAvailable(), "needs BoringSSL");
        Zlib zlib = new Zlib();
        SslContext client = client("TLSv1.3")
                .sslProvider(SslProvider.OPENSSL)
                .option(
                        OpenSslContextOption.CERTIFICATE_COMPRESSION_ALGORITHMS,
                        OpenSslCertificateCompressionConfig.newBuilder()
                                .addAlgorithm(zlib, OpenSslCertificateCompressionConfig.AlgorithmMode.Decompress)
                                .build())
                .build();
        TlsPair pair =
                new TlsPair(encryption(WORDY + "ssl_certificate_compression " + compression + ";"), client, 4096);
        pair.pump();
        assertTrue(pair.succeeded());
        String name = ((X509Certificate) pair.ssl.engine().getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
        assertTrue(name.endsWith("CN=localhost"), name);
        assertEquals(expanded, zlib.expanded);
        pair.close();
    }

    /** RFC 8879 on the client's side. */
    private static final class Zlib implements OpenSslCertificateCompressionAlgorithm {
        private int expanded;

        @Override
        public byte[] compress(SSLEngine engine, byte[] certificate) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] decompress(SSLEngine engine, int length, byte[] compressed) throws DataFormatException {
            expanded++;
            Inflater inflater = new Inflater();
            inflater.setInput(compressed);
            byte[] certificate = new byte[length];
            assertEquals(length, inflater.inflate(certificate));
            assertTrue(compressed.length < length, "it is shorter");
            inflater.end();
            return certificate;
        }

        @Override
        public int algorithmId() {
            return CertificateCompressionAlgo.TLS_EXT_CERT_COMPRESSION_ZLIB;
        }
    }

    private static Encryption encryption(String directives) throws Exception {
        return TlsPair.encryption(folder, directives);
    }
}
