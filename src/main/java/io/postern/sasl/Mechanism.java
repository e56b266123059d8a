package io.postern.sasl;

import java.util.HashMap;
import java.util.Map;

/** The ways to log in that {@code imap_auth}, {@code pop3_auth} and {@code smtp_auth} name, in the order in which they are announced. */
public enum Mechanism {
    PLAIN("plain", "PLAIN"),
    LOGIN("login", "LOGIN"),
    /** POP3's own command: announced by its greeting only. */
    APOP("apop", ""),
    CRAM_MD5("cram-md5", "CRAM-MD5"),
    EXTERNAL("external", "EXTERNAL"),
    /** SMTP without a login: not announced. */
    NONE("none", "");

    private final String parameter;
    private final String announced;

    Mechanism(String parameter, String announced) {
        this.parameter = parameter;
        this.announced = announced;
    }

    /** The word in the configuration. */
    public String parameter() {
        return parameter;
    }

    /** These mechanisms by the word in the configuration. */
    public static Map<String, Mechanism> named(Mechanism... mechanisms) {
        Map<String, Mechanism> named = new HashMap<>();
        for (Mechanism mechanism : mechanisms) {
            named.put(mechanism.parameter, mechanism);
        }
        return Map.copyOf(named);
    }

    /** The word in CAPABILITY, CAPA and EHLO; empty where it is not announced. */
    public String announced() {
        return announced;
    }
}
