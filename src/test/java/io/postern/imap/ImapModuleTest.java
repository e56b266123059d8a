package io.postern.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.sasl.Mechanism;
import io.postern.settings.ConfText;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rows of IMAP; the errors are nginx's. */
class ImapModuleTest {
    private static ImapSettings settings(String mail) {
        return ConfText.read(List.of(new ImapModule()), mail).servers().get(0).get(ImapSettings.class);
    }

    @Test
    void defaults_areNginxs() {
        assertEquals(
                new ImapSettings(4096, List.of("IMAP4", "IMAP4rev1", "UIDPLUS"), Set.of(Mechanism.PLAIN)),
                settings("server { listen 1; }"));
    }

    @Test
    void values_comeFromTheServerElseFromMail() {
        String mail =
                "imap_client_buffer 1k; imap_capabilities A; imap_capabilities B C; imap_auth LOGIN; imap_auth plain;\n";
        assertEquals(
                new ImapSettings(1024, List.of("A", "B", "C"), Set.of(Mechanism.PLAIN, Mechanism.LOGIN)),
                settings(mail + "server { listen 1; }"));
        assertEquals(
                new ImapSettings(2, List.of("D"), Set.of(Mechanism.EXTERNAL, Mechanism.CRAM_MD5)),
                settings(mail + "server { listen 1; imap_client_buffer 2; imap_capabilities D;"
                        + " imap_auth external cram-md5; }"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "imap_auth foo; | [emerg] invalid value \"foo\" in /etc/x.conf:3",
                "imap_auth none; | [emerg] invalid value \"none\" in /etc/x.conf:3",
                "imap_auth apop; | [emerg] invalid value \"apop\" in /etc/x.conf:3",
                "imap_client_buffer 4x; | [emerg] \"imap_client_buffer\" directive invalid value in /etc/x.conf:3",
                "imap_client_buffer 1; imap_client_buffer 2; | [emerg] \"imap_client_buffer\" directive is duplicate in /etc/x.conf:3",
                "imap_capabilities; | [emerg] invalid number of arguments in \"imap_capabilities\" directive in /etc/x.conf:3",
                "imap_auth PLAIN plain; server { listen 1; } | [warn] duplicate value \"plain\" in /etc/x.conf:3",
            })
    void errors_areNginxs(String mail, String error) {
        assertEquals(error, ConfText.findings(List.of(new ImapModule()), mail));
    }
}
