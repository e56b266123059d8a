package io.postern.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.sasl.Mechanism;
import io.postern.settings.ConfText;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rows of SMTP; the errors are nginx's. */
class SmtpModuleTest {
    private static SmtpSettings settings(String mail) {
        return ConfText.read(List.of(new SmtpModule()), mail).servers().get(0).get(SmtpSettings.class);
    }

    @Test
    void defaults_areNginxs() {
        assertEquals(
                new SmtpSettings(4096, 0, List.of(), Set.of(Mechanism.PLAIN, Mechanism.LOGIN)),
                settings("server { listen 1; }"));
    }

    @Test
    void values_comeFromTheServerElseFromMail() {
        String mail = "smtp_client_buffer 1k; smtp_greeting_delay 5; smtp_capabilities \"SIZE 1\"; smtp_auth none;\n";
        assertEquals(
                new SmtpSettings(1024, 5000, List.of("SIZE 1"), Set.of(Mechanism.NONE)),
                settings(mail + "server { listen 1; }"));
        assertEquals(
                new SmtpSettings(2048, 1500, List.of("A", "B"), Set.of(Mechanism.LOGIN, Mechanism.EXTERNAL)),
                settings(mail + "server { listen 1; smtp_client_buffer 2k; smtp_greeting_delay 1500ms;"
                        + " smtp_capabilities A B; smtp_auth login external; }"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "smtp_auth apop; | [emerg] invalid value \"apop\" in /etc/x.conf:3",
                "smtp_greeting_delay 5x; | [emerg] \"smtp_greeting_delay\" directive invalid value in /etc/x.conf:3",
                "smtp_greeting_delay; | [emerg] invalid number of arguments in \"smtp_greeting_delay\" directive in /etc/x.conf:3",
                "smtp_client_buffer -1; | [emerg] \"smtp_client_buffer\" directive invalid value in /etc/x.conf:3",
            })
    void errors_areNginxs(String mail, String error) {
        assertEquals(error, ConfText.findings(List.of(new SmtpModule()), mail));
    }
}
