package io.postern.sasl;

import java.security.SecureRandom;

/** The challenge of APOP and CRAM-MD5 (RFC 1939 section 7, RFC 2195; nginx's ngx_mail_salt). */
public final class Salt {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Salt() {}

    /** Opens where chance comes from: the JDK reads files for that, and there may be no descriptor left at the first challenge. */
    public static void prepare() {
        RANDOM.nextInt();
    }

    /** {@code <random.seconds@server_name>}, new with every call. */
    public static String make(String serverName) {
        int random = RANDOM.nextInt() & Integer.MAX_VALUE;
        return "<" + random + "." + System.currentTimeMillis() / 1000 + "@" + serverName + ">";
    }
}
