package io.postern.tls.directives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.postern.directive.Cycle;
import io.postern.directive.DiskFiles;
import io.postern.directive.Finding;
import io.postern.directive.Launch;
import io.postern.lang.FileName;
import io.postern.settings.Configuration;
import io.postern.settings.ConfigurationReader;
import io.postern.tls.TlsLab;
import io.postern.tls.model.Identity;
import io.postern.tls.model.TlsSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsModuleTest {
    private static final String PAIR = "ssl_certificate rsa.crt; ssl_certificate_key rsa.key; ";

    @TempDir
    private static Path folder;

    @BeforeAll
    static void makeFiles() throws Exception {
        TlsLab lab = new TlsLab(folder);
        Files.createDirectory(folder.resolve("hashed"));
        Files.writeString(
                folder.resolve("info"),
                "-----BEGIN SERVERINFO FOR TEST-----\nEjQAAUE=\n-----END SERVERINFO FOR TEST-----\n");
        Files.copy(folder.resolve("ca.crt"), folder.resolve("hashed/0123abcd.0"));
        lab.run("openssl", "genpkey", "-genparam", "-algorithm", "DHX", "-pkeyopt", "dh_rfc5114:2", "-out", "x942.pem");
        lab.groupParameters("ffdhe.pem");
    }

    /** nginx 1.31.5 with OpenSSL 3.0 said these; $D is the folder. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "|no \"ssl_certificate\" is defined for the \"listen ... ssl\" directive in $D/c.conf:4",
                "ssl_certificate none.crt; ssl_certificate_key rsa.key;|cannot load certificate \"$D/none.crt\":"
                        + " BIO_new_file() failed (SSL: error:80000002:system library::No such file or directory:calling"
                        + " fopen($D/none.crt, r) error:10000080:BIO routines::no such file)",
                "ssl_certificate rsa.crt;|no \"ssl_certificate_key\" is defined for the \"listen ... ssl\" directive in"
                        + " $D/c.conf:4",
                "ssl_certificate rsa.crt; ssl_certificate ec.crt; ssl_certificate_key rsa.key;|no"
                        + " \"ssl_certificate_key\" is defined for certificate \"ec.crt\" and the \"listen ... ssl\""
                        + " directive in $D/c.conf:4",
                "ssl_certificate rsa.crt; ssl_certificate_key none.key;|cannot load certificate key \"$D/none.key\":"
                        + " BIO_new_file() failed (SSL: error:80000002:system library::No such file or directory:calling"
                        + " fopen($D/none.key, r) error:10000080:BIO routines::no such file)",
                "ssl_certificate rsa.key; ssl_certificate_key rsa.key;|cannot load certificate \"$D/rsa.key\":"
                        + " PEM_read_bio_X509_AUX() failed (SSL: error:0480006C:PEM routines::no start line:Expecting:"
                        + " TRUSTED CERTIFICATE)",
                "ssl_certificate rsa.crt; ssl_certificate_key rsa.crt;|cannot load certificate key \"$D/rsa.crt\":"
                        + " PEM_read_bio_PrivateKey() failed (SSL: error:1E08010C:DECODER routines::unsupported:No"
                        + " supported data to decode. Input type: PEM)",
                "ssl_certificate rsa.crt; ssl_certificate_key ca.key;|SSL_CTX_use_PrivateKey(\"$D/ca.key\") failed"
                        + " (SSL: error:05800074:x509 certificate routines::key values mismatch)",
                "ssl_certificate rsa.crt; ssl_certificate_key rsa-trad-aes256.key; ssl_password_file dh.pem;|cannot load"
                        + " certificate key \"$D/rsa-trad-aes256.key\": PEM_read_bio_PrivateKey() failed (SSL:"
                        + " error:1C800064:Provider routines::bad decrypt error:04800065:PEM routines::bad decrypt)",
                "ssl_certificate rsa.crt; ssl_certificate_key engine:none;|cannot load certificate key \"engine:none\":"
                        + " invalid syntax",
                "ssl_certificate rsa.crt; ssl_certificate_key store:$D/rsa.crt;|cannot load certificate key"
                        + " \"store:$D/rsa.crt\": OSSL_STORE_load() failed",
                "ssl_password_file none;|open() \"$D/none\" failed (2: No such file or directory) in $D/c.conf:5",
                "ssl_ciphers FOO;|SSL_CTX_set_cipher_list(\"FOO\") failed (SSL: error:0A0000B9:SSL routines::no cipher"
                        + " match)",
                "ssl_ciphers '';|SSL_CTX_set_cipher_list(\"\") failed (SSL: error:0A0000B9:SSL routines::no cipher"
                        + " match)",
                "ssl_dhparam none;|BIO_new_file(\"$D/none\") failed (SSL: error:80000002:system library::No such file"
                        + " or directory:calling fopen($D/none, r) error:10000080:BIO routines::no such file)",
                "ssl_dhparam rsa.crt;|PEM_read_bio_DHparams(\"$D/rsa.crt\") failed (SSL: error:0480006C:PEM"
                        + " routines::no start line:Expecting: DH PARAMETERS)",
                "ssl_ecdh_curve X25519:foo;|SSL_CTX_set1_curves_list(\"X25519:foo\") failed (SSL: error:0A080106:SSL"
                        + " routines::passed invalid argument:group 'foo' cannot be set)",
                "ssl_session_ticket_key t50;|\"$D/t50\" must be 48 or 80 bytes in $D/c.conf:7",
                "ssl_session_ticket_key none;|open() \"$D/none\" failed (2: No such file or directory) in $D/c.conf:7",
                "ssl_session_cache foo;|invalid session cache \"foo\" in $D/c.conf:5",
                "ssl_session_cache shared:a:1k;|session cache \"shared:a:1k\" is too small in $D/c.conf:5",
                "ssl_session_cache shared:a;|invalid session cache \"shared:a\" in $D/c.conf:5",
                "ssl_session_cache builtin:x;|invalid session cache \"builtin:x\" in $D/c.conf:5",
                "ssl_session_cache shared:a:1m; ssl_session_cache shared:a:2m;|the size 2097152 of shared memory zone"
                        + " \"a\" conflicts with already declared size 1048576 in $D/c.conf:5",
                "ssl_protocols TLSv9;|invalid value \"TLSv9\" in $D/c.conf:5",
                "ssl_verify_client maybe;|invalid value \"maybe\" in $D/c.conf:5",
                "ssl_verify_client on;|no ssl_client_certificate or ssl_trusted_certificate for ssl_verify_client",
                "ssl_verify_client on; ssl_client_certificate none;|cannot load certificate \"$D/none\": BIO_new_file()"
                        + " failed (SSL: error:80000002:system library::No such file or directory:calling fopen($D/none,"
                        + " r) error:10000080:BIO routines::no such file)",
                "ssl_verify_client on; ssl_trusted_certificate ca.crt; ssl_crl ca.crt;|cannot load CRL \"$D/ca.crt\":"
                        + " PEM_read_bio_X509_CRL() failed (SSL: error:0480006C:PEM routines::no start line:Expecting:"
                        + " X509 CRL)",
                "ssl_conf_command Foo bar;|SSL_CONF_cmd(\"Foo\", \"bar\") failed (SSL: error:0A000182:SSL"
                        + " routines::unknown cmd name:cmd=Foo)",
                "ssl_conf_command Protocol Foo;|SSL_CONF_cmd(\"Protocol\", \"Foo\") failed (SSL: error:0A000180:SSL"
                        + " routines::bad value:cmd=Protocol, value=Foo)",
                "ssl_conf_command Ciphersuites FOO;|SSL_CONF_cmd(\"Ciphersuites\", \"FOO\") failed (SSL:"
                        + " error:0A0000B9:SSL routines::no cipher match error:0A000180:SSL routines::bad"
                        + " value:cmd=Ciphersuites, value=FOO)",
                "ssl_conf_command DHParameters x942.pem;|SSL_CONF_cmd(\"DHParameters\", \"$D/x942.pem\") failed (SSL:"
                        + " error:1E08010C:DECODER routines::unsupported:No supported data to decode. Input type: PEM"
                        + " error:1E08010C:DECODER routines::unsupported:No supported data to decode. Input type: PEM"
                        + " error:0A000180:SSL routines::bad value:cmd=DHParameters, value=$D/x942.pem)",
                "ssl_conf_command DHParameters none;|SSL_CONF_cmd(\"DHParameters\", \"$D/none\") failed (SSL:"
                        + " error:80000002:system library::No such file or directory:calling fopen($D/none, r)"
                        + " error:10080002:BIO routines::system lib error:0A000180:SSL routines::bad"
                        + " value:cmd=DHParameters, value=$D/none)",
                "ssl_conf_command VerifyCAFile none;|SSL_CONF_cmd(\"VerifyCAFile\", \"$D/none\") failed (SSL:"
                        + " error:80000002:system library::No such file or directory:calling fopen($D/none, r)"
                        + " error:10000080:BIO routines::no such file error:05880002:x509 certificate"
                        + " routines::system lib error:0A000180:SSL routines::bad value:cmd=VerifyCAFile,"
                        + " value=$D/none)",
                "ssl_conf_command PrivateKey none;|SSL_CONF_cmd(\"PrivateKey\", \"$D/none\") failed (SSL:"
                        + " error:80000002:system library::No such file or directory:calling fopen($D/none, r)"
                        + " error:10080002:BIO routines::system lib error:0A080002:SSL routines::system lib"
                        + " error:0A000180:SSL routines::bad value:cmd=PrivateKey, value=$D/none)",
                "ssl_conf_command ServerInfoFile pw;|SSL_CONF_cmd(\"ServerInfoFile\", \"$D/pw\") failed (SSL:"
                        + " error:0480006C:PEM routines::no start line error:0A000185:SSL routines::no pem extensions"
                        + " error:0A000180:SSL routines::bad value:cmd=ServerInfoFile, value=$D/pw)",
                "ssl_conf_command ClientCAPath pw;|SSL_CONF_cmd(\"ClientCAPath\", \"$D/pw\") failed (SSL:"
                        + " error:80000014:system library::Not a directory:calling OPENSSL_dir_read($D/pw)"
                        + " error:0A080002:SSL routines::system lib error:0A000180:SSL routines::bad"
                        + " value:cmd=ClientCAPath, value=$D/pw)",
                "ssl_conf_command VerifyMode Foo;|SSL_CONF_cmd(\"VerifyMode\", \"Foo\") failed (SSL:"
                        + " error:0A000180:SSL routines::bad value:cmd=VerifyMode, value=Foo)",
                "ssl_conf_command ClientSignatureAlgorithms Foo;|SSL_CONF_cmd(\"ClientSignatureAlgorithms\", \"Foo\")"
                        + " failed (SSL: error:0A000180:SSL routines::bad value:cmd=ClientSignatureAlgorithms,"
                        + " value=Foo)",
                "ssl_conf_command Options Foo;|SSL_CONF_cmd(\"Options\", \"Foo\") failed (SSL: error:0A000180:SSL"
                        + " routines::bad value:cmd=Options, value=Foo)",
            })
    void whatIsWrong_isSaidInNginxsWords(String directives, String expected) throws Exception {
        String text = directives == null ? "" : directives.replace("$D", folder.toString());
        boolean whole = text.isEmpty() || text.contains("ssl_certificate ");
        assertEquals(expected.replace("$D", folder.toString()), findings((whole ? "" : PAIR) + text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rsa.key",
                "rsa-trad.key",
                "rsa-trad-aes128.key",
                "rsa-trad-aes256.key",
                "rsa-trad-des3.key",
                "rsa-pkcs8-aes128.key",
                "rsa-pkcs8-aes256.key",
                "rsa-pkcs8-des3.key",
                "rsa-pkcs12.key",
                "rsa-scrypt-p4.key",
                "store:$D/rsa.key",
                "store:file:$D/rsa.key",
                "store:FILE://localhost$D/rsa.key",
            })
    void keys_ofEveryForm_areRead(String key) throws Exception {
        assertEquals(
                "",
                findings("ssl_certificate rsa.crt; ssl_certificate_key " + key.replace("$D", folder.toString())
                        + "; ssl_password_file pw;"));
        assertEquals(1, identities().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ec.key", "ec-sec1.key", "ec-pkcs8.key"})
    void ecKeys_ofEveryForm_areRead(String key) throws Exception {
        assertEquals("", findings("ssl_certificate ec.crt; ssl_certificate_key " + key + "; ssl_password_file pw;"));
        assertEquals(1, identities().size());
    }

    /** nginx takes these, and they would have an effect that our engine cannot have: never ignored. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "VerifyMode RequestPostHandshake;",
                "VerifyMode RequirePostHandshake; ssl_verify_client on; ssl_client_certificate ca.crt;",
                "ClientSignatureAlgorithms RSA+SHA256; ssl_verify_client on; ssl_client_certificate ca.crt;",
                "ServerInfoFile info;",
            })
    void commandOfEffectThatIsNotHad_isRefused(String command) throws Exception {
        assertEquals(
                "SSL_CONF_cmd(\"" + command.replaceFirst(" ", "\", \"").replaceFirst(";.*", "")
                        + "\") failed (not supported by BoringSSL)",
                findings(PAIR + "ssl_conf_command " + command));
    }

    /** A line for each too long password that is tried; OpenSSL's store tries the first only (nginx 1.31.5). */
    @Test
    void passwordTooLong_isCutAndSaid_asOftenAsItIsTried() throws Exception {
        Files.writeString(
                folder.resolve("pw-long"),
                "a".repeat(1025) + "\n" + "b".repeat(1024) + "\n" + "c".repeat(4000) + "\nsecret\n");
        String cut = "password is truncated to 1024 bytes";
        String certificate = "ssl_certificate rsa.crt; ssl_password_file pw-long; ssl_certificate_key ";
        assertEquals("", findings(certificate + "rsa.key;"));
        for (String key : List.of("rsa-trad-aes256.key", "rsa-pkcs8-aes256.key", "rsa-pkcs12.key")) {
            assertEquals(cut + "\n" + cut, findings(certificate + key + ";"));
            assertEquals(1, identities().size());
        }
        String stored = "store:" + folder + "/rsa-pkcs8-aes256.key";
        assertEquals(
                cut + "\ncannot load certificate key \"" + stored + "\": OSSL_STORE_load() failed (SSL:"
                        + " error:1608010C:STORE routines::unsupported error:1C800064:Provider routines::bad decrypt"
                        + " error:11800074:PKCS12 routines::pkcs12 cipherfinal error:maybe wrong password)",
                findings(certificate + stored + ";"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl_dhparam x942.pem;",
                "ssl_conf_command DHParameters ffdhe.pem;",
                "ssl_conf_command ClientSignatureAlgorithms RSA+SHA256;",
                "ssl_conf_command RequestCAPath hashed; ssl_verify_client on; ssl_client_certificate ca.crt;",
                "ssl_conf_command VerifyCAPath none;",
                "ssl_conf_command VerifyMode +Peer,Request; ssl_verify_client on; ssl_client_certificate ca.crt;",
                "ssl_ciphers FOO:HIGH;",
                "ssl_session_ticket_key t48; ssl_session_ticket_key t80;",
                "ssl_protocols SSLv2;",
                "ssl_verify_client optional_no_ca;",
                "ssl_verify_client off; ssl_trusted_certificate none; ssl_crl none;",
                "ssl_certificate_compression on;",
                "ssl_session_cache builtin:1000 shared:SSL:10m;",
                "ssl_conf_command Options PrioritizeChaCha,-SessionTicket; ssl_conf_command MinProtocol TLSv1.3;",
            })
    void whatNginxTakes_isTaken(String directives) throws Exception {
        assertEquals("", findings(PAIR + directives));
    }

    /** Names are bytes, as the file system has them; what follows a NUL is not part of them. */
    @Test
    void namesOfAnyLetters_areFound() throws Exception {
        String stem = new String("\u00e9t\u00e9".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        Map<String, String> copies =
                Map.of("rsa.crt", ".crt", "rsa.key", ".key", "ca.crt", ".ca", "t48", ".t", "pw", ".pw");
        for (Map.Entry<String, String> copy : copies.entrySet()) {
            Files.copy(folder.resolve(copy.getKey()), FileName.path(folder + "/" + stem + copy.getValue()));
        }
        String all = "ssl_certificate %1$s.crt; ssl_certificate_key %1$s.key; ssl_password_file %1$s.pw;"
                + " ssl_session_ticket_key %1$s.t; ssl_client_certificate %1$s.ca; ssl_verify_client on;";
        assertEquals("", findings(all.formatted(stem)));
        assertEquals(1, identities().size());
        assertEquals("", findings("ssl_certificate rsa.crt\0x; ssl_certificate_key rsa.key\0x;"));
        assertEquals(1, identities().size());
    }

    @Test
    void repeatedProtocol_isAWarning() throws Exception {
        assertEquals(
                "duplicate value \"TLSv1.2\" in " + folder + "/c.conf:5",
                findings(PAIR + "ssl_protocols TLSv1.2 TLSv1.2;"));
        assertNotNull(last);
    }

    @Test
    void rsaAndEcdsa_standSideBySide() throws Exception {
        findings(PAIR + "ssl_certificate ec.crt; ssl_certificate_key ec.key;");
        assertEquals(2, identities().size());
    }

    @Test
    void keyOfAnotherKind_isTaken_andTheCertificateUnused() throws Exception {
        assertEquals("", findings("ssl_certificate rsa.crt; ssl_certificate_key ec.key;"));
        assertEquals(0, identities().size());
    }

    @Test
    void withoutTls_noFileIsRead() throws Exception {
        assertEquals("", findings("ssl_certificate none; ssl_certificate_key none;", "", ""));
        assertNull(settings().material());
    }

    @Test
    void starttls_namesItsOwnLine() throws Exception {
        assertEquals(
                "no \"ssl_certificate\" is defined for the \"starttls\" directive in " + folder + "/c.conf:4",
                findings("", "starttls on;", ""));
        assertEquals(
                "no \"ssl_certificate\" is defined for the \"starttls\" directive in " + folder + "/c.conf:5",
                findings("starttls only;", "", ""));
    }

    private @Nullable Configuration last;

    private TlsSettings settings() {
        return Objects.requireNonNull(last).servers().get(0).get(TlsSettings.class);
    }

    private List<Identity> identities() {
        return Objects.requireNonNull(settings().material()).identities();
    }

    private String findings(String server) throws Exception {
        return findings(server, "", "ssl");
    }

    private String findings(String server, String mail, String listen) throws Exception {
        Path file = folder.resolve("c.conf");
        Files.writeString(
                file,
                "events {}\nmail {\nauth_http 127.0.0.1:1;\n" + mail + " server { listen 127.0.0.1:1 " + listen
                        + "; protocol imap;\n" + server + "\n}\n}\n",
                StandardCharsets.ISO_8859_1);
        Cycle cycle = new Cycle(new Launch(file.toString(), folder + "/", "stderr", "", true, true));
        last = new ConfigurationReader(List.of(new TlsModule()), new DiskFiles()).read(cycle);
        return cycle.findings().stream().map(Finding::line).collect(Collectors.joining("\n"));
    }
}
