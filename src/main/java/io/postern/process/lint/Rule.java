package io.postern.process.lint;

import io.postern.directive.Severity;
import org.jspecify.annotations.Nullable;

/** What is looked for, each with the code that leaves it out ({@code --no-lint CODE}). */
public enum Rule {
    PLAINTEXT_AUTH("plaintext-auth", Severity.WARN, "passwords can cross the network in clear"),
    STARTTLS_OPTIONAL(
            "starttls-optional", Severity.NOTICE, "\"starttls on\" still takes logins in clear; \"only\" does not"),
    CAPABILITY("capability-before-login", Severity.WARN, "a capability is announced that cannot work before a login"),
    OPEN_RELAY("open-relay", Severity.WARN, "anyone may send: the back end must not trust the proxy's address"),
    AUTH_HTTP_CLEAR("auth-http-clear", Severity.WARN, "passwords go to another host's auth server in clear"),
    HEADER_VARIABLE("header-variable", Severity.WARN, "variables are not replaced here: the text is sent as it stands"),
    PROXY_PROTOCOL_TRUST(
            "proxy-protocol-trust", Severity.NOTICE, "the PROXY header's address is not used: no set_real_ip_from"),
    WEAK_PROTOCOL("weak-protocol", Severity.WARN, "an old protocol is allowed"),
    CERTIFICATE_EXPIRY("certificate-expiry", Severity.WARN, "a certificate is about to expire"),
    ENDLESS_RELOAD(
            "endless-reload",
            Severity.NOTICE,
            "without worker_shutdown_timeout a reload keeps old sessions for as long" + " as they like");

    private final String code;
    private final Severity severity;
    private final String sentence;

    Rule(String code, Severity severity, String sentence) {
        this.code = code;
        this.severity = severity;
        this.sentence = sentence;
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

    /** The rule of this code; null where there is none. */
    public static @Nullable Rule of(String code) {
        for (Rule rule : values()) {
            if (rule.code.equals(code)) {
                return rule;
            }
        }
        return null;
    }
}
