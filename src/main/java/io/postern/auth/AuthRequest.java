package io.postern.auth;

import io.postern.session.Client;
import io.postern.session.Facts;
import io.postern.session.ProxySource;
import io.postern.tls.TlsFacts;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The request to the auth server (ngx_mail_auth_http_create_request): header by header in nginx's order. Pure but for the facts. */
final class AuthRequest {
    private static final String HEX = "0123456789ABCDEF";
    private static final String CRLF = "\r\n";

    private final AuthHttpSettings settings;
    private final String start;

    AuthRequest(AuthHttpSettings settings) {
        this.settings = settings;
        boolean keep = settings.keepAlive() > 0;
        this.start = "GET " + settings.uri() + (keep ? " HTTP/1.1" : " HTTP/1.0") + "\r\nHost: " + settings.hostHeader()
                + (keep ? "\r\nConnection: keep-alive" : "") + "\r\nAuth-Method: ";
    }

    /** Writes the request. A digest that answers a salt is forgotten then: the password for the back end can only come from the auth server. */
    String of(Client client) {
        Facts facts = client.facts();
        StringBuilder out = new StringBuilder(512).append(start).append(facts.method.header());
        escape(out.append("\r\nAuth-User: "), facts.login);
        escape(out.append("\r\nAuth-Pass: "), Objects.requireNonNullElse(facts.passwd, ""));
        if ((facts.method == Facts.Method.APOP || facts.method == Facts.Method.CRAM_MD5) && facts.salt != null) {
            out.append("\r\nAuth-Salt: ").append(facts.salt);
            facts.passwd = null;
        }
        out.append("\r\nAuth-Protocol: ").append(client.protocol().name());
        out.append("\r\nAuth-Login-Attempt: ").append(facts.loginAttempt);
        out.append("\r\nClient-IP: ").append(client.remoteText()).append(CRLF);
        headerIfAny(out, "Client-Host: ", facts.host);
        proxySource(out, client.proxySource());
        if (facts.method == Facts.Method.NONE) {
            header(out, "Auth-SMTP-Helo: ", facts.smtpHelo);
            header(out, "Auth-SMTP-From: ", facts.smtpFrom);
            header(out, "Auth-SMTP-To: ", facts.smtpTo);
        }
        tls(out, client.tls());
        return out.append(settings.headers()).append(CRLF).toString();
    }

    private static void proxySource(StringBuilder out, @Nullable ProxySource source) {
        if (source == null) {
            return;
        }
        header(out, "Proxy-Protocol-Addr: ", source.address());
        out.append("Proxy-Protocol-Port: ").append(source.port()).append(CRLF);
        header(out, "Proxy-Protocol-Server-Addr: ", source.serverAddress());
        out.append("Proxy-Protocol-Server-Port: ").append(source.serverPort()).append(CRLF);
    }

    private void tls(StringBuilder out, @Nullable TlsFacts tls) {
        if (tls == null) {
            return;
        }
        out.append("Auth-SSL: on\r\n");
        headerIfAny(out, "Auth-SSL-Protocol: ", tls.protocol());
        headerIfAny(out, "Auth-SSL-Cipher: ", tls.cipher());
        TlsFacts.Certificate certificate = tls.certificate();
        if (certificate == null) {
            return;
        }
        headerIfAny(out, "Auth-SSL-Verify: ", certificate.verify());
        headerIfAny(out, "Auth-SSL-Subject: ", certificate.subject());
        headerIfAny(out, "Auth-SSL-Issuer: ", certificate.issuer());
        headerIfAny(out, "Auth-SSL-Serial: ", certificate.serial());
        headerIfAny(out, "Auth-SSL-Fingerprint: ", certificate.fingerprint());
        if (settings.passClientCertificate() && !certificate.pem().isEmpty()) {
            escape(out.append("Auth-SSL-Cert: "), certificate.pem());
            out.append(CRLF);
        }
    }

    private static void headerIfAny(StringBuilder out, String name, String value) {
        if (!value.isEmpty()) {
            header(out, name, value);
        }
    }

    private static void header(StringBuilder out, String name, String value) {
        out.append(name).append(value).append(CRLF);
    }

    /** Control bytes, blanks and percent signs as %XX (NGX_ESCAPE_MAIL_AUTH); all else, 8-bit bytes included, as it is. */
    private static void escape(StringBuilder out, String text) {
        int plain = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == '%') {
                out.append(text, plain, i)
                        .append('%')
                        .append(HEX.charAt(c >> 4))
                        .append(HEX.charAt(c & 15));
                plain = i + 1;
            }
        }
        if (plain == 0) {
            out.append(text);
        } else {
            out.append(text, plain, text.length());
        }
    }
}
