package io.postern.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.http.match.Http;
import io.postern.settings.Configuration;
import io.postern.side.Certificate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which servers of http{} are ours, and what is said of those that we cannot answer. */
class ServedServersTest {
    @TempDir
    Path folder = Path.of("");

    private final List<String> advice = new ArrayList<>();

    private Configuration read(String mail, String http) throws IOException {
        advice.clear();
        return HttpStand.read(
                folder,
                "events {} mail { auth_http " + mail + "; server { listen 127.0.0.1:23490; protocol imap; } } http { "
                        + http + " }",
                finding -> advice.add(finding.severity().word() + " " + finding.text()));
    }

    private static List<String> served(Configuration c) {
        Http http = c.get(HttpSettings.class).http();
        TreeSet<String> all = new TreeSet<>();
        if (http != null) {
            http.groups().forEach(g -> all.add(String.valueOf(g.listen().address())));
        }
        return List.copyOf(all);
    }

    private static List<String> said(Configuration c) {
        return c.findings().stream()
                .map(f -> f.severity().word() + " " + f.text())
                .toList();
    }

    @Test
    void thoseThatAuthHttpAsks_otherwiseOnlyWholeHelpersOnLoopback() throws IOException {
        Configuration c = read(
                "http://127.0.0.1:23401/auth",
                "server { listen 23401; location /auth { return 204; } }"
                        + "server { listen 23402; location / { return 204; } }"
                        + "server { listen 127.0.0.1:23403; location / { return 204; } }"
                        + "server { listen 127.0.0.1:23404; location / { root html; } }");
        assertEquals(List.of("/0.0.0.0:23401", "/127.0.0.1:23403"), served(c));
        assertEquals(2, c.get(HttpSettings.class).leftAlone().size());
        assertEquals(List.of(), said(c));
    }

    @Test
    void listenersInTls_areServedToo_butNotWhereOthersAreAsWell() throws Exception {
        Certificate.write(folder);
        String tls = "ssl_certificate server.pem; ssl_certificate_key server.pem;";
        Configuration c = read(
                "127.0.0.1:23401",
                tls + "server { listen 23401; listen 23402 ssl; listen 23403 ssl; listen 23404; return 204; }"
                        + "server { listen 23403 ssl; location / { root html; } }"
                        + "server { listen 23404; location / { root html; } }");
        assertEquals(List.of("/0.0.0.0:23401", "/0.0.0.0:23402"), served(c));
        String notice = String.valueOf(c.get(HttpSettings.class).notice());
        assertTrue(notice.endsWith("; addresses left with them: 0.0.0.0:23403, 0.0.0.0:23404"), notice);
    }

    @Test
    void certificateWithVariables_isNotListenedWith() throws Exception {
        Certificate.write(folder);
        Configuration c = read(
                "127.0.0.1:23401",
                "server { listen 23401; listen 23402 ssl; return 204;"
                        + " ssl_certificate $ssl_server_name.pem; ssl_certificate_key server.pem; }");
        assertEquals(List.of("/0.0.0.0:23401"), served(c));
    }

    @Test
    void chain_isFollowed() throws IOException {
        Configuration c = read(
                "127.0.0.1:23401",
                "upstream app { server 127.0.0.1:23402; }"
                        + "server { listen 127.0.0.1:23401; location / { proxy_pass http://app/x; } }"
                        + "server { listen *:23402; location /x { return 200; } }");
        assertEquals(List.of("/0.0.0.0:23402", "/127.0.0.1:23401"), served(c));
    }

    @Test
    void httpServeOff_leavesAllAlone() throws IOException {
        Configuration c = read(
                "127.0.0.1:23401",
                "http_serve off; server { listen 127.0.0.1:23401; location / { auth_request /x; return 200; } }");
        assertEquals(List.of(), served(c));
        assertTrue(c.usable());
    }

    @Test
    void changingDirective_isRefused_byNameAndPlace() throws IOException {
        Configuration c = read(
                "127.0.0.1:23401",
                "server { listen 127.0.0.1:23401; location / { auth_request /x; proxy_pass http://127.0.0.1:9; } }");
        assertEquals(
                List.of("emerg \"auth_request\" is not available in http servers that Postern answers itself; "
                        + "serve this endpoint with nginx and set \"http_serve off\""),
                said(c));
    }

    @Test
    void changingDirective_whereAuthHttpDoesNotAsk_isWarnedOf() throws IOException {
        Configuration c = read(
                "127.0.0.1:23401/auth?a=b",
                "server { listen 127.0.0.1:23401; auth_request /x; location = /auth { auth_request off; return 204; }"
                        + " location / { proxy_pass http://127.0.0.1:9; } location /s { sub_filter a b; return 200; } }");
        assertTrue(c.usable());
        assertEquals(
                List.of(
                        "warn \"auth_request\" is not available in http servers that Postern answers itself:"
                                + " requests are answered 501",
                        "warn \"sub_filter\" is not available in http servers that Postern answers itself:"
                                + " requests are answered 501"),
                advice);
        assertEquals(List.of(), said(c));
    }

    @Test
    void whatComesBehindRewriting_doesNotMatter_whereReturnAnswers() throws IOException {
        Configuration c = read(
                "127.0.0.1:23401/auth",
                "limit_req_zone $binary_remote_addr zone=one:1m rate=1r/s; server { listen 127.0.0.1:23401;"
                        + " limit_req zone=one; location = /auth { if ($http_auth_user) { set $a b; } return 204; } }");
        assertEquals(List.of(), said(c));
        assertTrue(read(
                        "127.0.0.1:23401/auth",
                        "limit_req_zone $binary_remote_addr zone=one:1m rate=1r/s;"
                                + " server { listen 127.0.0.1:23401; limit_req zone=one; location = /auth { break; return 204; } }")
                .findings()
                .stream()
                .anyMatch(f -> f.text().contains("\"limit_req\" is not available")));
    }

    @Test
    void bufferSizes_areTheSystems_whereNotGiven() throws IOException {
        Configuration c = read(
                "127.0.0.1:23401",
                "server { listen 127.0.0.1:23401; return 200; } server { listen 127.0.0.1:23402 rcvbuf=8k sndbuf=9k; return 200; }");
        List<Http.Group> groups =
                Objects.requireNonNull(c.get(HttpSettings.class).http()).groups();
        assertEquals(
                List.of(-1, -1, 8192, 9216),
                groups.stream()
                        .flatMap(g -> Stream.of(g.listen().rcvbuf(), g.listen().sndbuf()))
                        .toList());
    }

    @Test
    void whatIsNotServed_isWarnedOf_filesAreServed() throws IOException {
        Configuration c = read(
                "127.0.0.1:23401",
                "server { listen 127.0.0.1:23401; location /a { return 200; } location /f { root html; } "
                        + "location /g { fastcgi_pass 127.0.0.1:9; } }");
        assertEquals(List.of("warn \"fastcgi_pass\" is not served by Postern, requests are answered 501"), advice);
        assertEquals(List.of(), said(c));
    }

    /** They are defined, only not where we look; the whole file was judged before. */
    @Test
    void variableSetInAnotherServer_isEmpty_oneThatWeLackIsWarnedOf() throws IOException {
        Configuration c = read(
                "127.0.0.1:23401",
                "server { listen 127.0.0.1:23402; set $admin a; location ~ /(?<cap>x) { root html; } }"
                        + " server { listen 127.0.0.1:23401; location / { return 200 $admin$cap$geoip_city; } }");
        assertEquals(List.of(), said(c));
        assertEquals(
                List.of(
                        "warn \"$geoip_city\" is not available in http servers that Postern answers itself: it is empty"),
                advice);
        assertTrue(c.usable());
    }

    @Test
    void volatileGeo_isRead() throws IOException {
        assertEquals(
                List.of(),
                said(
                        read(
                                "127.0.0.1:23401",
                                "geo $a { volatile; default x; } server { listen 127.0.0.1:23401; location / { return 200 $a; } }")));
    }

    @Test
    void unknownVariable_andBadPattern_inNginxWords() throws IOException {
        assertEquals(
                List.of("emerg unknown \"nonsense\" variable"),
                said(read("127.0.0.1:23401", "server { listen 127.0.0.1:23401; return 200 $nonsense; }")));
        assertEquals(
                List.of("emerg pcre2_compile() failed: missing closing parenthesis in \"(a\""),
                said(read("127.0.0.1:23401", "server { listen 127.0.0.1:23401; location ~ (a { return 200; } }")));
    }
}
