package io.postern.tls;

import static io.postern.tls.TlsPair.BY_THE_JDK;
import static io.postern.tls.TlsPair.PAIR;
import static io.postern.tls.TlsPair.client;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContextBuilder;
import io.postern.tls.files.TlsFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {

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
        TlsPair pair = new TlsPair(encryption(PAIR + engine), client(version).build(), chunk);
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
        TlsPair pair = new TlsPair(
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
        TlsPair pair = new TlsPair(
                encryption(both), client("TLSv1.2").ciphers(List.of(suite)).build(), 4096);
        pair.pump();
        var shown = pair.ssl.engine().getSession().getPeerCertificates()[0];
        assertEquals(TlsFiles.chain(folder.resolve(name + ".crt").toString()).get(0), shown);
        pair.close();
    }

    @Test
    void alpn_ofOurProtocol_isAgreedOn() throws Exception {
        TlsPair pair = new TlsPair(
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
        TlsPair pair = new TlsPair(
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
        TlsPair pair = new TlsPair(
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
        TlsPair pair = new TlsPair(encryption(PAIR + engine), client("TLSv1.2").build(), 4096);
        pair.server.writeInbound(text(bytes.replace("\\r", "\r").replace("\\n", "\n")));
        assertEquals(expected, pair.failure());
        assertNull(pair.server.readOutbound());
        pair.close();
    }

    /** It says so in one flight with its change of ciphers. */
    @Test
    void clientThatDistrustsUs_isLoggedWithItsAlert() throws Exception {
        TlsPair pair = new TlsPair(
                encryption(PAIR),
                client("TLSv1.3")
                        .trustManager(folder.resolve("ca2.crt").toFile())
                        .build(),
                4096);
        pair.pump();
        assertEquals(
                "SSL_do_handshake() failed (SSL: error:0A000416:SSL routines::sslv3 alert certificate unknown:SSL alert"
                        + " number 46)",
                pair.failure());
        pair.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", BY_THE_JDK})
    void endInTheHandshake_isThePeersDoing(String engine) throws Exception {
        TlsPair pair = new TlsPair(encryption(PAIR + engine), client("TLSv1.2").build(), 4096);
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
            TlsPair pair = new TlsPair(
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

    private static ApplicationProtocolConfig alpn(String protocol) {
        return new ApplicationProtocolConfig(
                Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT, protocol);
    }

    private static Encryption encryption(String directives) throws Exception {
        return TlsPair.encryption(folder, directives);
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
}
