package io.postern.session;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one client: nginx's ngx_mail_session_t without its connection. Strings are ISO-8859-1, byte for byte.
 * Confined to one event loop.
 */
public final class Facts {
    /** The value of {@code Auth-Method}. */
    public enum Method {
        PLAIN("plain"),
        APOP("apop"),
        CRAM_MD5("cram-md5"),
        EXTERNAL("external"),
        NONE("none");

        private final String header;

        Method(String header) {
            this.header = header;
        }

        public String header() {
            return header;
        }
    }

    public Method method = Method.PLAIN;
    public String login = "";
    /** Null where no password was ever given (nginx's {@code passwd.data == NULL}). */
    public @Nullable String passwd;
    /** The challenge with its angle brackets, without CR LF; null until one was made. */
    public @Nullable String salt;
    /** IMAP: the tag of the command in hand with its trailing space. */
    public String tag = "";
    /** SMTP: the client's name as XCLIENT and Client-Host give it. */
    public String host = "";

    public String smtpHelo = "";
    public String smtpFrom = "";
    public String smtpTo = "";
    public boolean esmtp;
    /** Logins asked for so far; the session counts, just before it asks. */
    public int loginAttempt;
    /** Auth-Status: WAIT was answered; the session lowers it when it has slept, as nginx does, and only then. */
    public boolean authWait;
    /** The client's address as text, without port (nginx's addr_text), as XCLIENT gives it. */
    public String address = "";
    /** The client's address is an IPv6 one. */
    public boolean inet6;
    /** The connection is encrypted now. */
    public boolean secure;

    /** The client is logged in: nobody needs its password any more. */
    void forgetSecrets() {
        passwd = null;
        salt = null;
        tag = "";
    }
}
