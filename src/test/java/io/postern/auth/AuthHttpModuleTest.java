package io.postern.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.directive.Finding;
import io.postern.settings.ConfText;
import io.postern.settings.Configuration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthHttpModuleTest {
    private static Configuration read(String mail) {
        return ConfText.read(List.of(new AuthHttpModule()), mail);
    }

    private static AuthHttpSettings settings(String mail) {
        Configuration configuration = read(mail);
        assertTrue(configuration.usable(), () -> configuration.findings().toString());
        return configuration.servers().get(0).get(AuthHttpSettings.class);
    }

    private static String errors(String mail) {
        return read(mail).findings().stream().map(Finding::line).collect(Collectors.joining("\n"));
    }

    @Test
    void url_isTakenApart() {
        AuthHttpSettings s = settings("auth_http http://127.0.0.1:9000/auth?x;\nserver { listen 1; protocol imap; }");
        assertEquals("127.0.0.1:9000", s.server().name());
        assertEquals("127.0.0.1", s.hostHeader());
        assertEquals("/auth?x", s.uri());
        assertEquals(60_000, s.timeout());
        assertEquals("", s.headers());
    }

    @Test
    void unixSocket_callsItsHostLocalhost() {
        AuthHttpSettings s = settings("server { listen 1; auth_http unix:/run/a:/x; auth_http_timeout 1500ms; }");
        assertEquals("unix:/run/a", s.server().name());
        assertEquals("localhost", s.hostHeader());
        assertEquals("/x", s.uri());
        assertEquals(1500, s.timeout());
    }

    @Test
    void noPath_isASlash_andTheLastOfTwoWins() {
        AuthHttpSettings s = settings("server { listen 1; auth_http 127.0.0.2; auth_http [::1]:82; }");
        assertEquals("[::1]:82", s.server().name());
        assertEquals("[::1]", s.hostHeader());
        assertEquals("/", s.uri());
    }

    @Test
    void headers_areInheritedOnlyWhereNoneIsSet() {
        String mail = "auth_http 127.0.0.1; auth_http_header A 1; auth_http_header B \"2 3\";\n";
        assertEquals(
                "A: 1\r\nB: 2 3\r\n", settings(mail + "server { listen 1; }").headers());
        assertEquals(
                "C: 4\r\n",
                settings(mail + "server { listen 1; auth_http_header C 4; }").headers());
    }

    @ParameterizedTest
    @CsvSource({
        "auth_http 127.0.0.1:0/x, 'invalid port in auth_http \"127.0.0.1:0/x\" in /etc/x.conf:3'",
        "auth_http http://, 'no host in auth_http \"\" in /etc/x.conf:3'",
        "auth_http unix:, 'no path in the unix domain socket in auth_http \"unix:\" in /etc/x.conf:3'",
        "auth_http https://127.0.0.1, 'invalid port in auth_http \"https://127.0.0.1\" in /etc/x.conf:3'",
        "auth_http_timeout x, '\"auth_http_timeout\" directive invalid value in /etc/x.conf:3'",
        "auth_http_header x, 'invalid number of arguments in \"auth_http_header\" directive in /etc/x.conf:3'"
    })
    void wrong_isWordedAsNginxWordsIt(String statement, String words) {
        assertEquals(words, errors("server { listen 1; " + statement + "; }"));
    }

    @Test
    void none_isNamedWithTheServersPlace() {
        assertEquals(
                "no \"auth_http\" is defined for server in /etc/x.conf:4",
                errors("\nserver { listen 1; protocol imap; }"));
    }
}
