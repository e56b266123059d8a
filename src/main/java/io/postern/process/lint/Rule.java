package io.postern.process.lint;

import io.postern.directive.Severity;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is looked for, each with the code that leaves it out ({@code --no-lint CODE}). */
public enum Rule {
    PLAINTEXT_AUTH(
            "plaintext-auth",
            Severity.WARN,
            "passwords can cross the network in clear",
            "add \"ssl\" to the listen directive, or \"starttls only\" to the server"),
    STARTTLS_OPTIONAL(
            "starttls-optional",
            Severity.NOTICE,
            "\"starttls on\" still takes logins in clear; \"only\" does not",
            "write \"starttls only\" where every client can do TLS"),
    CAPABILITY(
            "capability-before-login",
            Severity.WARN,
            "a capability is announced that cannot work before a login",
            "take it out of the list: the proxy answers until the login, and does not know it"),
    OPEN_RELAY(
            "open-relay",
            Severity.WARN,
            "anyone may send: the back end must not trust the proxy's address",
            "make sure that the back end relays only for clients it knows by XCLIENT or the PROXY protocol"),
    AUTH_HTTP_CLEAR(
            "auth-http-clear",
            Severity.WARN,
            "passwords go to another host's auth server in clear",
            "ask an auth server on this machine, or carry the connection through a tunnel"),
    AUTH_HTTP_NO_SECRET(
            "auth-http-no-secret",
            Severity.NOTICE,
            "another host's auth server is asked without a shared secret: it cannot tell who asks",
            "send it one with auth_http_header, and have it refuse requests without"),
    HEADER_VARIABLE(
            "header-variable",
            Severity.WARN,
            "variables are not replaced here: the text is sent as it stands",
            "write the value itself; auth_http_header knows no variables"),
    STORED_PASSWORDS(
            "stored-passwords",
            Severity.NOTICE,
            "cram-md5 and apop work only with an auth server that has every password in clear (Auth-Pass)",
            "use plain over TLS, so that passwords can be stored as hashes"),
    PROXY_PROTOCOL_TRUST(
            "proxy-protocol-trust",
            Severity.NOTICE,
            "the PROXY header's address is not used: no set_real_ip_from",
            "name the balancer with set_real_ip_from; without it the auth server sees the balancer's address as the client's"),
    WEAK_PROTOCOL(
            "weak-protocol",
            Severity.WARN,
            "an old protocol is allowed",
            "keep TLSv1.2 and TLSv1.3, which are the default"),
    WEAK_CIPHER(
            "weak-cipher",
            Severity.WARN,
            "weak ciphers are allowed",
            "remove ssl_ciphers: the default is HIGH:!aNULL:!MD5"),
    OBSOLETE_SSL(
            "obsolete-ssl",
            Severity.WARN,
            "\"ssl on\" is gone since nginx 1.25.1",
            "write \"listen ADDRESS ssl\" and remove the directive"),
    OBSOLETE_PROXY(
            "obsolete-proxy",
            Severity.NOTICE,
            "\"proxy\" does nothing: mail is always proxied",
            "remove the directive"),
    CERTIFICATE_EXPIRY(
            "certificate-expiry",
            Severity.WARN,
            "a certificate is about to expire",
            "renew it, and reload: a reload takes the new one without ending a session"),
    RSA_ONLY(
            "rsa-only-certificate",
            Severity.NOTICE,
            "there is an RSA certificate only: handshakes cost more than with an ECDSA one",
            "add a second pair of ssl_certificate and ssl_certificate_key with an ECDSA key"),
    ENDLESS_RELOAD(
            "endless-reload",
            Severity.NOTICE,
            "without worker_shutdown_timeout a reload keeps old sessions for as long as they like",
            "set worker_shutdown_timeout, or a proxy_timeout shorter than an hour");

    private final String code;
    private final Severity severity;
    private final String sentence;
    private final String remedy;

    Rule(String code, Severity severity, String sentence, String remedy) {
        this.code = code;
        this.severity = severity;
        this.sentence = sentence;
        this.remedy = remedy;
    }

    /** The name on the command line and in reports. */
    public String code() {
        return code;
    }

    public Severity severity() {
        return severity;
    }

    /** What is wrong, in one sentence. */
    public String sentence() {
        return sentence;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }

    /** The rule of this code; null where there is none. */
    public static @Nullable Rule of(String code) {
        for (Rule rule : values()) {
            if (rule.code.equals(code)) {
                return rule;
            }
        }
        return null;
    }

    /** The codes of all rules. */
    public static List<String> codes() {
        return Arrays.stream(values()).map(Rule::code).toList();
    }
}
