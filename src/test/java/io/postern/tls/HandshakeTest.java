package io.postern.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCertificateCompressionAlgorithm;
import io.netty.handler.ssl.OpenSslCertificateCompressionConfig;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.internal.tcnative.CertificateCompressionAlgo;
import io.netty.util.concurrent.ImmediateExecutor;
import io.postern.directive.Cycle;
import io.postern.directive.DiskFiles;
import io.postern.directive.Finding;
import io.postern.directive.Launch;
import io.postern.net.ChannelWire;
import io.postern.net.Wire;
import io.postern.settings.ConfigurationReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
    static final String PAIR = "ssl_certificate rsa.crt; ssl_certificate_key rsa.key; ";
    static final String BY_THE_JDK = "ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256; ";

    @TempDir
    private static Path folder;

    @BeforeAll
    static void makeFiles() throws Exception {
        new TlsLab(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "'', TLSv1.2, 4096",
        "'', TLSv1.3, 4096",
        "'', TLSv1.2, 1",
        "'', TLSv1.3, 1",
        "'', TLSv1.3, 7",
        BY_THE_JDK + ", TLSv1.2, 4096",
        BY_THE_JDK + ", TLSv1.3, 4096",
        BY_THE_JDK + ", TLSv1.2, 1",
        BY_THE_JDK + ", TLSv1.3, 7"
    })
    void bytes_goThroughBothWays_howeverTheyAreCut(String engine, String version, int chunk) throws Exception {
        Pair pair = new Pair(encryption(PAIR + engine), client(version).build(), chunk);
        pair.pump();
        assertTrue(pair.succeeded());
        assertEquals(version, pair.guard.facts().protocol());
        assertNull(pair.guard.facts().certificate());

        String large = "x".repeat(chunk < 100 ? 1_000 : 50_000);
        pair.wire.write(text("* OK\r\n" + large));
        pair.client.writeOutbound(text("a LOGIN u p\r\n" + large));
        pair.pump();
        assertEquals("* OK\r\n" + large, received(pair.client));
        assertEquals("a LOGIN u p\r\n" + large, pair.heard());
        pair.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", BY_THE_JDK})
    void cipher_hasOpenSslsName(String more) throws Exception {
        Pair pair = new Pair(
                encryption(PAIR + more),
                client("TLSv1.2")
                        .ciphers(List.of("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"))
                        .build(),
                4096);
        pair.pump();
        assertEquals("ECDHE-RSA-AES256-GCM-SHA384", pair.guard.facts().cipher());
        pair.close();
    }

    @ParameterizedTest
    @CsvSource({"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, rsa", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, ec"})
    void ofTwoCertificates_theOneThatSuitsTheClientIsShown(String suite, String name) throws Exception {
        String both = PAIR + "ssl_certificate ec.crt; ssl_certificate_key ec.key; ";
        Pair pair = new Pair(
                encryption(both), client("TLSv1.2").ciphers(List.of(suite)).build(), 4096);
        pair.pump();
        var shown = pair.ssl.engine().getSession().getPeerCertificates()[0];
        assertEquals(TlsFiles.chain(folder.resolve(name + ".crt").toString()).get(0), shown);
        pair.close();
    }

    @Test
    void alpn_ofOurProtocol_isAgreedOn() throws Exception {
        Pair pair = new Pair(
                encryption(PAIR),
                client("TLSv1.3").applicationProtocolConfig(alpn("imap")).build(),
                4096);
        pair.pump();
        assertEquals("imap", pair.ssl.applicationProtocol());
        pair.close();
    }

    @ParameterizedTest
    @CsvSource({"'', 4096", "'', 1", BY_THE_JDK + ", 4096"})
    void alpn_ofOtherProtocolsOnly_isRefused(String more, int chunk) throws Exception {
        Pair pair = new Pair(
                encryption(PAIR + more),
                client("TLSv1.3").applicationProtocolConfig(alpn("http/1.1")).build(),
                chunk);
        pair.pump();
        assertFalse(pair.succeeded());
        String said = String.valueOf(pair.ssl.handshakeFuture().cause());
        assertTrue(said.contains("no_application_protocol"), said);
        pair.close();
    }

    @Test
    void refusedAlpn_isLoggedAsNginxDoes() throws Exception {
        Pair pair = new Pair(
                encryption(PAIR),
                client("TLSv1.2").applicationProtocolConfig(alpn("http/1.1")).build(),
                4096);
        pair.pump();
        assertEquals(
                "SSL_do_handshake() failed (SSL: error:0A0000EB:SSL routines::no application protocol)",
                pair.failure());
        pair.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                BY_THE_JDK
                        + "| a001 LOGIN u p\\r\\n | SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number)",
                "'' | a001 LOGIN u p\\r\\n | SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number)",
                "'' | GET / HTTP/1.0\\r\\n\\r\\n | SSL_do_handshake() failed (SSL: error:0A00009C:SSL routines::http request)",
            })
    void clearText_isNoHandshake(String engine, String bytes, String expected) throws Exception {
        Pair pair = new Pair(encryption(PAIR + engine), client("TLSv1.2").build(), 4096);
        pair.server.writeInbound(text(bytes.replace("\\r", "\r").replace("\\n", "\n")));
        assertEquals(expected, pair.failure());
        assertNull(pair.server.readOutbound());
        pair.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", BY_THE_JDK})
    void endInTheHandshake_isThePeersDoing(String engine) throws Exception {
        Pair pair = new Pair(encryption(PAIR + engine), client("TLSv1.2").build(), 4096);
        pair.server.close();
        assertEquals("peer closed connection in SSL handshake", pair.failure());
        pair.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "on | none | true | client sent no required SSL certificate | NONE",
                "optional | none | | | NONE",
                "on | client | | | SUCCESS",
                "optional | ca2 | false | client SSL certificate verify error: (18:self-signed certificate) |"
                        + " FAILED:self-signed certificate",
                "optional_no_ca | ca2 | | | FAILED:self-signed certificate",
            })
    void clientCertificates_areJudged(String verify, String shown, String missing, String words, String fact)
            throws Exception {
        for (String engine : List.of("", BY_THE_JDK)) {
            SslContextBuilder client = client("TLSv1.3");
            if (!shown.equals("none")) {
                client.keyManager(
                        folder.resolve(shown + ".crt").toFile(),
                        folder.resolve(shown + ".key").toFile());
            }
            Pair pair = new Pair(
                    encryption(
                            PAIR + engine + "ssl_trusted_certificate ca.crt;" + " ssl_verify_client " + verify + ";"),
                    client.build(),
                    4096);
            pair.pump();
            assertTrue(pair.succeeded());
            Encryption.Complaint complaint = pair.guard.complaint();
            if (words == null) {
                assertNull(complaint);
            } else {
                assertNotNull(complaint);
                assertEquals(words, complaint.words());
                assertEquals(Boolean.parseBoolean(missing), complaint.missing());
            }
            assertEquals(
                    fact,
                    Objects.requireNonNull(pair.guard.facts().certificate()).verify());
            pair.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", BY_THE_JDK})
    void goodbye_endsTheInput_andIsAnswered(String engine) throws Exception {
        Pair pair = new Pair(encryption(PAIR + engine), client("TLSv1.2").build(), 4096);
        pair.pump();
        pair.wire.close();
        pair.pump();
        assertTrue(pair.ssl.sslCloseFuture().isDone(), "close_notify has arrived");
        pair.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", BY_THE_JDK})
    void answeredGoodbye_isNotWaitedForAnyLonger(String engine) throws Exception {
        Pair pair = new Pair(encryption(PAIR + engine), client("TLSv1.2").build(), 4096);
        pair.pump();
        pair.wire.close();
        assertTrue(pair.wire.closed());
        assertTrue(pair.server.isOpen(), "the client's goodbye is waited for");
        pair.pump();
        assertFalse(pair.server.isOpen());
        pair.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", BY_THE_JDK})
    void quietClose_saysNoGoodbye(String engine) throws Exception {
        Pair pair = new Pair(encryption(PAIR + engine), client("TLSv1.2").build(), 4096);
        pair.pump();
        pair.guard.quiet();
        pair.wire.close();
        assertNull(pair.server.readOutbound());
        assertFalse(pair.server.isOpen());
        pair.close();
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
        Pair pair = new Pair(encryption(PAIR + "ssl_certificate_compression " + compression + ";"), client, 4096);
        pair.pump();
        assertTrue(pair.succeeded());
        assertEquals(
                "CN=localhost",
                ((X509Certificate) pair.ssl.engine().getSession().getPeerCertificates()[0])
                        .getSubjectX500Principal()
                        .getName());
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

    private static ApplicationProtocolConfig alpn(String protocol) {
        return new ApplicationProtocolConfig(
                Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT, protocol);
    }

    private static SslContextBuilder client(String version) {
        return SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .endpointIdentificationAlgorithm(null)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .protocols(version);
    }

    private static Encryption encryption(String directives) throws Exception {
        return encryption(folder, directives);
    }

    /** What these directives make, whose files are in the folder. */
    static Encryption encryption(Path folder, String directives) throws Exception {
        Path file = folder.resolve("h.conf");
        Files.writeString(
                file,
                "events {}\nmail {\nserver { listen 127.0.0.1:1 ssl; protocol imap;\n" + directives + "\n}\n}\n",
                StandardCharsets.ISO_8859_1);
        Cycle cycle = new Cycle(new Launch(file.toString(), folder + "/", "stderr", "", true, true));
        var configuration = new ConfigurationReader(List.of(new TlsModule()), new DiskFiles()).read(cycle);
        assertEquals(List.of(), cycle.findings().stream().map(Finding::line).toList());
        return Objects.requireNonNull(
                new Encryptions().of(configuration.servers().get(0).get(TlsSettings.class), "imap"));
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private static String received(EmbeddedChannel channel) {
        StringBuilder text = new StringBuilder();
        for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
            text.append(part.toString(StandardCharsets.ISO_8859_1));
            part.release();
        }
        return text.toString();
    }

    /** A client of the JDK's and our guard, joined by a wire that cuts. */
    private static final class Pair {
        private final EmbeddedChannel server = new EmbeddedChannel();
        private final EmbeddedChannel client = new EmbeddedChannel();
        private final Encryption.Guard guard;
        private final Wire wire;
        private @Nullable Throwable failure;
        private boolean told;
        private final SslHandler ssl;
        private final int chunk;

        Pair(Encryption encryption, SslContext context, int chunk) {
            this.chunk = chunk;
            guard = encryption.guard();
            InetSocketAddress place = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
            wire = guard.over(new ChannelWire(server, place, place), outcome -> {
                told = true;
                failure = outcome;
            });
            ssl = context.newHandler(client.alloc(), ImmediateExecutor.INSTANCE);
            client.pipeline().addFirst(ssl);
        }

        boolean succeeded() {
            return told && failure == null;
        }

        String failure() {
            return String.valueOf(Objects.requireNonNull(failure).getMessage());
        }

        /** What the client has said. */
        String heard() {
            StringBuilder text = new StringBuilder();
            byte[] part = new byte[1000];
            for (int n = wire.read(part, 0, part.length); n > 0; n = wire.read(part, 0, part.length)) {
                text.append(new String(part, 0, n, StandardCharsets.ISO_8859_1));
            }
            return text.toString();
        }

        void pump() {
            boolean moved = true;
            while (moved) {
                moved = carry(client, server);
                moved |= carry(server, client);
            }
        }

        private boolean carry(EmbeddedChannel from, EmbeddedChannel to) {
            boolean moved = false;
            if (from.isOpen()) {
                from.flushOutbound();
            }
            for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
                while (bytes.isReadable()) {
                    moved = true;
                    ByteBuf part = bytes.readRetainedSlice(Math.min(chunk, bytes.readableBytes()));
                    try {
                        if (to.isOpen()) {
                            to.writeInbound(part);
                        } else {
                            part.release();
                        }
                    } catch (Exception e) {
                        // a broken handshake; the test looks at the promise
                        moved = true;
                    }
                }
                bytes.release();
            }
            return moved;
        }

        void close() {
            guard.quiet();
            wire.close();
            for (EmbeddedChannel channel : List.of(client, server)) {
                try {
                    channel.finishAndReleaseAll();
                } catch (Exception e) {
                    channel.releaseInbound();
                    channel.releaseOutbound();
                }
            }
        }
    }
}
