package io.postern.tls.directives;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.directive.Cycle;
import io.postern.directive.DiskFiles;
import io.postern.directive.Finding;
import io.postern.directive.Launch;
import io.postern.directive.Severity;
import io.postern.settings.Configuration;
import io.postern.settings.ConfigurationReader;
import io.postern.tls.Encryption;
import io.postern.tls.TlsLab;
import io.postern.tls.engine.Encryptions;
import io.postern.tls.model.TlsSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What nginx does and our engines do not: the configuration is taken, and each thing left out is said. */
class TlsWarningsTest {
    private static final String PAIR = "ssl_certificate rsa.crt; ssl_certificate_key rsa.key; ";

    @TempDir
    private static Path folder;

    @BeforeAll
    static void makeFiles() throws Exception {
        TlsLab lab = new TlsLab(folder);
        lab.run("openssl", "genpkey", "-algorithm", "ed448", "-out", "ed448.key");
        lab.run("openssl", "req", "-x509", "-key", "ed448.key", "-subj", "/CN=odd", "-out", "ed448.crt");
        lab.groupParameters("ffdhe.pem");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ssl_protocols TLSv1 TLSv1.1 TLSv1.3;|TLSv1 TLSv1.1 below a gap in the versions not supported by"
                        + " BoringSSL, ignored",
                "ssl_conf_command Protocol ALL,-TLSv1.1;|TLSv1 below a gap in the versions not supported by BoringSSL,"
                        + " ignored",
                "ssl_ciphers DHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:CAMELLIA256-SHA;|ciphers"
                        + " DHE-RSA-AES128-GCM-SHA256:CAMELLIA256-SHA are not supported by BoringSSL, ignored",
                "ssl_conf_command CipherString AES128-CCM:AES128-SHA;|ciphers AES128-CCM are not supported by BoringSSL,"
                        + " ignored",
                "ssl_ecdh_curve X448:X25519:brainpoolP256r1;|curves X448:brainpoolP256r1 are not supported by BoringSSL,"
                        + " ignored",
                "ssl_conf_command Groups X448:P-256;|curves X448 are not supported by BoringSSL, ignored",
                "ssl_conf_command SignatureAlgorithms ed448:RSA+SHA256;|signature algorithms ed448 are not supported by"
                        + " BoringSSL, ignored",
                "ssl_dhparam dh.pem;|\"ssl_dhparam\" has no effect: BoringSSL has no finite-field Diffie-Hellman",
                "ssl_conf_command DHParameters ffdhe.pem;|\"ssl_dhparam\" has no effect: BoringSSL has no finite-field"
                        + " Diffie-Hellman",
                "ssl_dhparam dh.pem; ssl_protocols TLSv1.2; ssl_ciphers DHE-RSA-AES128-GCM-SHA256;|\"ssl_dhparam\" has"
                        + " no effect: the JDK's Diffie-Hellman has parameters of its own",
                "ssl_conf_command NumTickets 4;|\"ssl_conf_command NumTickets\" is not supported by BoringSSL, ignored",
                "ssl_conf_command NumTickets 0;|\"ssl_conf_command NumTickets\" is not supported by BoringSSL, ignored",
                "ssl_conf_command RecordPadding 512;|\"ssl_conf_command RecordPadding\" is not supported by BoringSSL,"
                        + " ignored",
                "ssl_conf_command ChainCAFile ca.crt;|\"ssl_conf_command ChainCAFile\" is not supported by BoringSSL,"
                        + " ignored",
                "ssl_conf_command ChainCAPath none;|\"ssl_conf_command ChainCAPath\" is not supported by BoringSSL,"
                        + " ignored",
                "ssl_conf_command Options PrioritizeChaCha;|\"ssl_conf_command Options PrioritizeChaCha\" is not"
                        + " supported by BoringSSL, ignored",
                "ssl_conf_command Options Compression;|\"ssl_conf_command Options Compression\" is not supported by"
                        + " BoringSSL, ignored",
                "ssl_conf_command Options KTLS;|\"ssl_conf_command Options KTLS\" is not supported by BoringSSL, ignored",
                "ssl_conf_command Options -ExtendedMasterSecret;|\"ssl_conf_command Options -ExtendedMasterSecret\" is not"
                        + " supported by BoringSSL, ignored",
                "ssl_conf_command Options Bugs,EmptyFragments;|\"ssl_conf_command Options EmptyFragments\" is not"
                        + " supported by BoringSSL, ignored",
                "ssl_verify_client optional_no_ca; ssl_conf_command SignatureAlgorithms RSA+SHA256;|\"ssl_conf_command"
                        + " SignatureAlgorithms\" has no effect on clients' signatures in BoringSSL",
                "ssl_conf_command Ciphersuites TLS_AES_128_CCM_SHA256:TLS_AES_128_GCM_SHA256;|ciphers"
                        + " TLS_AES_128_CCM_SHA256 are not supported, ignored",
                "ssl_certificate ed448.crt; ssl_certificate_key ed448.key;|a certificate for EdDSA keys of CN=odd is not"
                        + " supported by BoringSSL, ignored",
            })
    void whatIsLeftOut_isSaid(String directives, String expected) throws Exception {
        assertEquals(List.of(expected), advice(read(PAIR + directives)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl_protocols TLSv1 TLSv1.1 TLSv1.2;",
                "ssl_protocols SSLv3 TLSv1.2 TLSv1.3;",
                "ssl_ciphers HIGH:!aNULL;",
                "ssl_conf_command NumTickets 2;",
                "ssl_conf_command RecordPadding 1;",
                "ssl_conf_command Options -PrioritizeChaCha,-KTLS,-Compression,MiddleboxCompat,ExtendedMasterSecret,UnsafeLegacyRenegotiation;",
                "ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256; ssl_ecdh_curve X25519;",
            })
    void whatIsDone_isNotSaid(String directives) throws Exception {
        assertEquals(List.of(), advice(read(PAIR + directives)));
    }

    /** Ciphersuites leave the server to the JDK's engine, which says at start what it lacks. */
    @Test
    void jdksEngine_saysWhatItLacks() throws Exception {
        Configuration all =
                read(PAIR + "ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256; ssl_ecdh_curve secp384r1;"
                        + " ssl_session_cache shared:jdk:1m; ssl_session_tickets off; ssl_session_ticket_key t48;"
                        + " ssl_conf_command SignatureAlgorithms RSA+SHA256; ssl_conf_command NumTickets 1;"
                        + " ssl_certificate_compression on;");
        Encryption encryption =
                Objects.requireNonNull(new Encryptions().of(all.servers().get(0).get(TlsSettings.class), "imap"));
        List<String> expected = new ArrayList<>();
        for (String what : List.of(
                "a session cache shared by servers",
                "\"ssl_session_tickets off\"",
                "\"ssl_session_ticket_key\"",
                "a number of tickets",
                "a choice of curves",
                "a choice of signature algorithms",
                "\"ssl_certificate_compression\"")) {
            expected.add(what + " has no effect where TLS is done by the JDK");
        }
        assertEquals(expected, encryption.lacks());
    }

    private @Nullable Cycle cycle;

    private List<String> advice(Configuration read) {
        Cycle last = Objects.requireNonNull(cycle);
        assertEquals(1, read.servers().size());
        assertEquals(List.of(), last.findings());
        last.advice().forEach(finding -> assertEquals(Severity.WARN, finding.severity()));
        return last.advice().stream().map(Finding::line).toList();
    }

    private Configuration read(String server) throws Exception {
        Path file = folder.resolve("w.conf");
        Files.writeString(
                file,
                "events {}\nmail {\nserver { listen 127.0.0.1:1 ssl; protocol imap;\n" + server + "\n}\n}\n",
                StandardCharsets.ISO_8859_1);
        Cycle made = new Cycle(new Launch(file.toString(), folder + "/", "stderr", "", true, true));
        cycle = made;
        return new ConfigurationReader(List.of(new TlsModule()), new DiskFiles()).read(made);
    }
}
