package io.postern.pop3;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.sasl.Mechanism;
import io.postern.settings.ConfText;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rows of POP3; the errors are nginx's. */
class Pop3ModuleTest {
    private static Pop3Settings settings(String mail) {
        return ConfText.read(List.of(new Pop3Module()), mail).servers().get(0).get(Pop3Settings.class);
    }

    @Test
    void defaults_areNginxs() {
        assertEquals(
                new Pop3Settings(List.of("TOP", "USER", "UIDL"), Set.of(Mechanism.PLAIN)),
                settings("server { listen 1; }"));
    }

    @Test
    void values_comeFromTheServerElseFromMail() {
        String mail = "pop3_capabilities A; pop3_auth apop;\n";
        assertEquals(new Pop3Settings(List.of("A"), Set.of(Mechanism.APOP)), settings(mail + "server { listen 1; }"));
        assertEquals(
                new Pop3Settings(List.of("B", "C"), Set.of(Mechanism.EXTERNAL, Mechanism.CRAM_MD5)),
                settings(mail + "server { listen 1; pop3_capabilities B C; pop3_auth external cram-md5; }"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pop3_auth login; | [emerg] invalid value \"login\" in /etc/x.conf:3",
                "pop3_auth none; | [emerg] invalid value \"none\" in /etc/x.conf:3",
                "pop3_capabilities; | [emerg] invalid number of arguments in \"pop3_capabilities\" directive in /etc/x.conf:3",
            })
    void errors_areNginxs(String mail, String error) {
        assertEquals(error, ConfText.findings(List.of(new Pop3Module()), mail));
    }
}
