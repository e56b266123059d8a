package io.postern.session;

import io.postern.log.Log;

/**
 * A mail protocol as the session sees it: its names, its fixed error lines and its two talks (nginx's ngx_mail_protocol_t).
 *
 * <p>One value per server block: what the configuration decides (capabilities, mechanisms, buffer size) is inside.
 */
public interface Protocol {
    /** The name in {@code Auth-Protocol}: {@code imap}, {@code pop3} or {@code smtp}. */
    String name();

    /** The ALPN identifier (RFC 7301 registry). */
    String alpn();

    /** Bytes of a client's commands held at most (imap_client_buffer, smtp_client_buffer; 128 in POP3). */
    int clientBuffer();

    /** Milliseconds that the client must keep silent before it is greeted (smtp_greeting_delay); zero for none. */
    default long greetingDelay() {
        return 0;
    }

    /** Whether the client's name is wanted before the greeting (SMTP): looked up where a resolver is configured, unavailable else. */
    default boolean namesClients() {
        return false;
    }

    /** Sent before closing when we fail. */
    String internalServerError();

    /** Sent before closing when the client's certificate does not verify. */
    String certificateError();

    /** Sent before closing when a required client certificate is missing. */
    String noCertificate();

    /**
     * A new talk with a client.
     *
     * @param buffer where the session puts what the client sends
     * @param log takes the lines about what the client did wrong
     */
    ClientTalk client(Facts facts, CommandBuffer buffer, Log log);

    /** A new talk with the back end that the client was sent to. */
    BackendTalk backend(Facts facts);
}
