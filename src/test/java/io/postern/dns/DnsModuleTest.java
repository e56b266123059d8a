package io.postern.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.directive.Endpoint;
import io.postern.directive.Finding;
import io.postern.settings.ConfText;
import io.postern.settings.Configuration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsModuleTest {
    private static Configuration read(String mail) {
        return ConfText.read(List.of(new DnsModule()), mail);
    }

    private static DnsSettings settings(String mail) {
        Configuration configuration = read(mail);
        assertTrue(configuration.usable(), () -> configuration.findings().toString());
        return configuration.servers().get(0).get(DnsSettings.class);
    }

    @Test
    void servers_andParameters_inAnyOrder() {
        DnsSettings s = settings("resolver valid=1m 127.0.0.1 ipv6=off [::1]:5353; server { listen 1; }");
        ResolverSettings r = s.resolver().orElseThrow();
        assertEquals(
                List.of("127.0.0.1:53", "[::1]:5353"),
                r.servers().stream().map(Endpoint::name).toList());
        assertEquals(60, r.valid());
        assertTrue(r.ipv4());
        assertFalse(r.ipv6());
        assertEquals(30_000, s.timeout());
    }

    @Test
    void off_inAServer_overridesMail() {
        assertTrue(settings("resolver 127.0.0.1; server { listen 1; resolver off; }")
                .resolver()
                .isEmpty());
        assertTrue(settings("server { listen 1; }").resolver().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "resolver valid=x 127.0.0.1, 'invalid parameter: valid=x in /etc/x.conf:3'",
        "resolver 127.0.0.1 ipv6=of, 'invalid parameter: ipv6=of in /etc/x.conf:3'",
        "resolver 127.0.0.1 ipv4=off ipv6=off, '\"ipv4\" and \"ipv6\" cannot both be \"off\" in /etc/x.conf:3'",
        "resolver valid=1s, 'no name servers defined in /etc/x.conf:3'",
        "resolver 127.0.0.1 status_zone=z, 'host not found in resolver \"status_zone=z\" in /etc/x.conf:3'",
        "resolver 127.0.0.1:x, 'invalid port in resolver \"127.0.0.1:x\" in /etc/x.conf:3'",
        "resolver 127.0.0.1; resolver 127.0.0.2, '\"resolver\" directive is duplicate in /etc/x.conf:3'",
        "resolver off; resolver 127.0.0.2, '\"resolver\" directive is duplicate in /etc/x.conf:3'",
        "resolver_timeout 1y, '\"resolver_timeout\" directive invalid value in /etc/x.conf:3'"
    })
    void wrong_isWordedAsNginxWordsIt(String statement, String words) {
        assertEquals(
                words,
                read("server { listen 1; " + statement + "; }").findings().stream()
                        .map(Finding::line)
                        .collect(Collectors.joining("\n")));
    }
}
