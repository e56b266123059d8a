package io.postern.tls.openssl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CipherStringTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AES128-SHA:AES256-SHA | AES128-SHA:AES256-SHA",
                "AES128-SHA:FOO:AES256-SHA | AES128-SHA:AES256-SHA",
                "AES128-SHA:AES256-SHA:+AES128-SHA | AES256-SHA:AES128-SHA",
                "AES128-SHA:AES256-SHA:-AES128-SHA | AES256-SHA",
                "AES128-SHA:AES256-SHA:!AES128-SHA:AES128-SHA | AES256-SHA",
                "AES128-SHA:AES256-SHA:@STRENGTH | AES256-SHA:AES128-SHA",
                "ECDHE+AESGCM+aRSA | ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256",
                "kRSA+AESGCM | AES256-GCM-SHA384:AES128-GCM-SHA256",
            })
    void rules_areAppliedInOrder(String text, String expected) throws Exception {
        assertEquals(expected, names(text));
    }

    @Test
    void wordsThatNameNothing_leaveNothing() throws Exception {
        assertTrue(CipherString.select("FOO:BAR").isEmpty());
        assertTrue(CipherString.select("").isEmpty());
        assertTrue(CipherString.select("HIGH:!ALL").isEmpty());
    }

    @Test
    void nginxDefault_hasNoAnonymousSuite() throws Exception {
        List<CipherSuite> suites = CipherString.select("HIGH:!aNULL:!MD5");
        assertTrue(suites.stream().noneMatch(s -> s.authentication().equals("None")));
        assertTrue(suites.stream().anyMatch(CipherSuite::boring));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HIGH:!aNULL:!MD5",
                "ALL",
                "DEFAULT",
                "DEFAULT:!DH",
                "ALL:COMPLEMENTOFALL",
                "HIGH:MEDIUM:!SSLv3",
                "EECDH+AESGCM:EDH+AESGCM",
                "ECDHE+AESGCM:DHE+AESGCM:ECDHE+CHACHA20:!aNULL:!eNULL",
                "ALL:!ADH:!LOW:!EXP:!MD5:@STRENGTH",
                "TLSv1.2+HIGH:+AES128",
                "SSLv3:!PSK:!SRP",
                "kEECDH+ECDSA:kEECDH:kEDH:+SHA:-AES128",
                "HIGH:-AES256:AES256",
                "AES:+CAMELLIA:CAMELLIA256",
                "ARIA256:AESCCM:AESCCM8",
                "CBC:!PSK",
                "AES128-SHA:RC4-SHA=)71\"",
                "AES128-SHA:RSA+FOO):FOO+:FOO+CAMELLIA",
                "AES128-SHA:3DES:AES256-SHA!SHA:@SECLEVEL=1(",
                "FIPS:!eNULL",
                "PSK:SRP:!kRSAPSK",
                "SHA384:SHA256:!eNULL",
                "aECDSA,aRSA;aDSS:!eNULL",
                "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
                        + "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
                        + "DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:DHE-RSA-CHACHA20-POLY1305",
            })
    void selection_isOpenSsls(String text) throws Exception {
        assertEquals(openssl(text), names(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"AES)", "AES:3DES)", "AES:ECDHE+MEDIUM)", "RSA+:AES", "AES:@FOO", "AES:@SECLEVEL=9", "AES:)"})
    void whatFollowsAWordThatIsKnown_mustBeARule(String text) {
        assertThrows(CipherString.InvalidCommand.class, () -> CipherString.select(text));
    }

    private static String names(String text) throws CipherString.InvalidCommand {
        return CipherString.select(text).stream().map(CipherSuite::name).collect(Collectors.joining(":"));
    }

    private static String openssl(String text) throws Exception {
        try {
            Process p = new ProcessBuilder("openssl", "ciphers", text + ":@SECLEVEL=0").start();
            String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).trim();
            Assumptions.assumeTrue(p.waitFor() == 0, "openssl 3.0 on the PATH understands " + text);
            return List.of(out.split(":")).stream()
                    .filter(name -> !name.startsWith("TLS_"))
                    .collect(Collectors.joining(":"));
        } catch (IOException e) {
            return Assumptions.abort("needs the openssl command");
        }
    }
}
