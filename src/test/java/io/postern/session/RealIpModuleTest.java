package io.postern.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.directive.IpText;
import io.postern.settings.ConfText;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code set_real_ip_from}: who is believed, and nginx's words for what cannot be. */
class RealIpModuleTest {
    private static RealIp settings(String mail) {
        return ConfText.read(List.of(new RealIpModule()), mail + " server { listen 1; }")
                .servers()
                .get(0)
                .get(RealIp.class);
    }

    private static SocketAddress at(String address) {
        return new InetSocketAddress(Objects.requireNonNull(IpText.parse(address)), 1);
    }

    @Test
    void networks_matchByTheirLeadingBits() {
        RealIp real = settings("set_real_ip_from 10.1.0.0/20; set_real_ip_from 2001:db8::/33;");
        assertTrue(real.trusts(at("10.1.15.255")));
        assertFalse(real.trusts(at("10.1.16.0")));
        assertTrue(real.trusts(at("2001:db8:7fff::1")));
        assertFalse(real.trusts(at("2001:db8:8000::1")));
        assertTrue(real.trusts(at("::ffff:10.1.2.3")));
        assertFalse(real.trusts(UnixDomainSocketAddress.of("/x")));
    }

    @Test
    void unix_matchesUnixSocketsOnly() {
        RealIp real = settings("set_real_ip_from unix:;");
        assertTrue(real.trusts(UnixDomainSocketAddress.of("")));
        assertFalse(real.trusts(at("127.0.0.1")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "set_real_ip_from 10.0.0.1/8; server { listen 1; } | [warn] low address bits of 10.0.0.1/8 are meaningless in /etc/x.conf:3",
                "set_real_ip_from no.such.invalid; | [emerg] host not found in set_real_ip_from \"no.such.invalid\" in /etc/x.conf:3",
            })
    void findings_areNginxs(String mail, String finding) {
        assertEquals(finding, ConfText.findings(List.of(new RealIpModule()), mail));
    }
}
