package io.postern.directive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.directive.Url.Malformed;
import io.postern.directive.Url.Option;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlTest {
    private static String names(Url url) {
        return url.endpoints().stream().map(Endpoint::name).collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:9000/auth, 127.0.0.1, 127.0.0.1:9000, /auth",
        "127.0.0.1, 127.0.0.1, 127.0.0.1:80, ''",
        "127.0.0.1?a=b:c/d, 127.0.0.1, 127.0.0.1:80, ?a=b:c/d",
        "127.0.0.1/a:b, 127.0.0.1, 127.0.0.1:80, /a:b",
        "[::1]:81/x, [::1], [::1]:81, /x",
        "[::1], [::1], [::1]:80, ''",
        "unix:/tmp/s:/x, /tmp/s, unix:/tmp/s, /x",
        "UNIX:/tmp/s, /tmp/s, UNIX:/tmp/s, ''",
        "unix:/tmp/s:, /tmp/s, unix:/tmp/s, ''"
    })
    void withPath_isTakenApart(String text, String host, String names, String uri) throws Malformed {
        Url url = Url.parse(text, 80, Option.URI_PART);
        assertEquals(host, url.host());
        assertEquals(names, names(url));
        assertEquals(uri, url.uri());
    }

    @ParameterizedTest
    @CsvSource({
        "'', no host",
        ":80, no host",
        "/x, no host",
        "127.0.0.1:, invalid port",
        "127.0.0.1:0/x, invalid port",
        "127.0.0.1:65536, invalid port",
        "127.0.0.1:99999999999999999999, invalid port",
        "127.0.0.1:80-90, invalid port",
        "[::1, invalid host",
        "[::1]x, invalid host",
        "[], no host",
        "[::1]:x, invalid port",
        "[::z], invalid IPv6 address",
        "unix:, no path in the unix domain socket",
        "unix::/x, no path in the unix domain socket",
        "no-such-host.invalid, host not found",
        "unix:/234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789, too long path in the unix domain socket"
    })
    void malformed_isWordedAsNginxWordsIt(String text, String words) {
        Malformed e = assertThrows(Malformed.class, () -> Url.parse(text, 80, Option.URI_PART));
        assertEquals(words, e.words());
    }

    @ParameterizedTest
    @CsvSource({
        "8025, 0.0.0.0:8025",
        "8025-8026, 0.0.0.0:8025 0.0.0.0:8026",
        "*:8025, 0.0.0.0:8025",
        "127.0.0.1:25-27, 127.0.0.1:25 127.0.0.1:26 127.0.0.1:27",
        "[::]:25-26, [::]:25 [::]:26"
    })
    void listen_knowsPortsAndRanges(String text, String names) throws Malformed {
        assertEquals(names, names(Url.parse(text, 0, Option.LISTEN)));
    }

    @ParameterizedTest
    @CsvSource({
        "0, invalid port",
        "70000, invalid port",
        "8026-8025, invalid port range",
        "127.0.0.1:8026-8025, invalid port range",
        "127.0.0.1/x, invalid host",
        "8025-70000, invalid port"
    })
    void listen_malformed_isWordedAsNginxWordsIt(String text, String words) {
        Malformed e = assertThrows(Malformed.class, () -> Url.parse(text, 0, Option.LISTEN));
        assertEquals(words, e.words());
    }

    @Test
    void hostName_isAskedOfTheSystem() throws Malformed {
        Url url = Url.parse("localhost:25", 80);
        assertTrue(names(url).contains(":25"), () -> names(url));
        assertEquals("localhost", url.host());
    }

    @Test
    void hostName_notToBeResolved_staysAName() throws Malformed {
        Url url = Url.parse("mail.example.com", 25, Option.NO_RESOLVE);
        assertEquals("mail.example.com", url.host());
        assertEquals(25, url.port());
        assertTrue(url.endpoints().isEmpty() && url.noPort());
    }
}
