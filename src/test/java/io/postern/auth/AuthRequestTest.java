package io.postern.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.postern.directive.Endpoint;
import io.postern.session.Facts;
import io.postern.session.ProxySource;
import io.postern.tls.TlsFacts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class AuthRequestTest {
    private final TestClient client = new TestClient("imap");

    private static AuthHttpSettings settings(String headers, boolean certificate) {
        Endpoint server = new Endpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), 80), "127.0.0.1:80");
        return new AuthHttpSettings(server, "localhost", "/auth?x=y", 60_000, headers, certificate, 0);
    }

    private String request() {
        return new AuthRequest(settings("", false)).of(client);
    }

    @Test
    void plainLogin_isWordedAsNginxDoes() {
        assertEquals("""
                GET /auth?x=y HTTP/1.0\r
                Host: localhost\r
                Auth-Method: plain\r
                Auth-User: user\r
                Auth-Pass: pass\r
                Auth-Protocol: imap\r
                Auth-Login-Attempt: 1\r
                Client-IP: 192.0.2.1\r
                \r
                """, request());
    }

    @Test
    void loginAndPassword_areEscaped() {
        client.facts.login = "a b%c\tj\u00fc\u007f+&=\r\n\0";
        client.facts.passwd = "\u001f !";
        assertEquals("""
                GET /auth?x=y HTTP/1.0\r
                Host: localhost\r
                Auth-Method: plain\r
                Auth-User: a%20b%25c%09j\u00fc\u007f+&=%0D%0A%00\r
                Auth-Pass: %1F%20!\r
                Auth-Protocol: imap\r
                Auth-Login-Attempt: 1\r
                Client-IP: 192.0.2.1\r
                \r
                """, request());
    }

    @Test
    void cramMd5_sendsTheSaltAndForgetsTheDigest() {
        client.facts.method = Facts.Method.CRAM_MD5;
        client.facts.passwd = "0123456789abcdef0123456789abcdef";
        client.facts.salt = "<1.2@mx.test>";
        assertEquals("""
                GET /auth?x=y HTTP/1.0\r
                Host: localhost\r
                Auth-Method: cram-md5\r
                Auth-User: user\r
                Auth-Pass: 0123456789abcdef0123456789abcdef\r
                Auth-Salt: <1.2@mx.test>\r
                Auth-Protocol: imap\r
                Auth-Login-Attempt: 1\r
                Client-IP: 192.0.2.1\r
                \r
                """, request());
        assertNull(client.facts.passwd);
    }

    @Test
    void salt_withoutADigest_isNotSent() {
        client.facts.salt = "<1.2@mx.test>";
        assertEquals(-1, request().indexOf("Auth-Salt"));
        assertEquals("pass", client.facts.passwd);
    }

    @Test
    void external_hasAnEmptyPassword() {
        client.facts.method = Facts.Method.EXTERNAL;
        client.facts.passwd = null;
        assertEquals(
                "Auth-Method: external\r\nAuth-User: user\r\nAuth-Pass: \r\nAuth-Protocol",
                request().replaceAll("(?s).*(Auth-Method.*Auth-Protocol).*", "$1"));
    }

    @Test
    void smtpWithoutAuth_sendsTheEnvelopeAsItCame() {
        TestClient smtp = new TestClient("smtp");
        smtp.facts.method = Facts.Method.NONE;
        smtp.facts.login = "";
        smtp.facts.passwd = null;
        smtp.facts.host = "client.example.org";
        smtp.facts.smtpHelo = "client.example.org";
        smtp.facts.smtpFrom = "MAIL FROM:<a b@example.org> SIZE=10";
        smtp.facts.smtpTo = "RCPT TO:<j\u00fc@example.com>";
        smtp.facts.loginAttempt = 12;
        smtp.address = "2001:db8::1";
        assertEquals("""
                GET /auth?x=y HTTP/1.0\r
                Host: localhost\r
                Auth-Method: none\r
                Auth-User: \r
                Auth-Pass: \r
                Auth-Protocol: smtp\r
                Auth-Login-Attempt: 12\r
                Client-IP: 2001:db8::1\r
                Client-Host: client.example.org\r
                Auth-SMTP-Helo: client.example.org\r
                Auth-SMTP-From: MAIL FROM:<a b@example.org> SIZE=10\r
                Auth-SMTP-To: RCPT TO:<j\u00fc@example.com>\r
                \r
                """, new AuthRequest(settings("", false)).of(smtp));
    }

    @Test
    void everything_standsInNginxsOrder() {
        client.proxySource = new ProxySource("198.51.100.7", 4711, "203.0.113.1", 143);
        client.tls = new TlsFacts(
                "TLSv1.3",
                "TLS_AES_256_GCM_SHA384",
                new TlsFacts.Certificate("SUCCESS", "CN=me,O=us", "CN=ca", "0A", "abcd", "-----BEGIN X-----\nAA=\n"),
                TlsFacts.Handshake.PLAIN);
        assertEquals("""
                GET /auth?x=y HTTP/1.0\r
                Host: localhost\r
                Auth-Method: plain\r
                Auth-User: user\r
                Auth-Pass: pass\r
                Auth-Protocol: imap\r
                Auth-Login-Attempt: 1\r
                Client-IP: 192.0.2.1\r
                Proxy-Protocol-Addr: 198.51.100.7\r
                Proxy-Protocol-Port: 4711\r
                Proxy-Protocol-Server-Addr: 203.0.113.1\r
                Proxy-Protocol-Server-Port: 143\r
                Auth-SSL: on\r
                Auth-SSL-Protocol: TLSv1.3\r
                Auth-SSL-Cipher: TLS_AES_256_GCM_SHA384\r
                Auth-SSL-Verify: SUCCESS\r
                Auth-SSL-Subject: CN=me,O=us\r
                Auth-SSL-Issuer: CN=ca\r
                Auth-SSL-Serial: 0A\r
                Auth-SSL-Fingerprint: abcd\r
                Auth-SSL-Cert: -----BEGIN%20X-----%0AAA=%0A\r
                X-One: 1\r
                X-Two: 2\r
                \r
                """, new AuthRequest(settings("X-One: 1\r\nX-Two: 2\r\n", true)).of(client));
    }

    @Test
    void noClientCertificate_leavesOutWhatIsEmpty() {
        client.tls = new TlsFacts(
                "TLSv1.2",
                "AES128-SHA",
                new TlsFacts.Certificate("NONE", "", "", "", "", ""),
                TlsFacts.Handshake.PLAIN);
        String request = new AuthRequest(settings("", true)).of(client);
        assertEquals(
                "Auth-SSL: on\r\nAuth-SSL-Protocol: TLSv1.2\r\nAuth-SSL-Cipher: AES128-SHA\r\nAuth-SSL-Verify: NONE\r\n\r\n",
                request.substring(request.indexOf("Auth-SSL")));
    }

    @Test
    void certificateItself_isNotSentUnasked() {
        client.tls = new TlsFacts(
                "TLSv1.3",
                "X",
                new TlsFacts.Certificate("SUCCESS", "CN=me", "CN=ca", "0A", "abcd", "PEM"),
                TlsFacts.Handshake.PLAIN);
        assertEquals(-1, request().indexOf("Auth-SSL-Cert"));
    }
}
