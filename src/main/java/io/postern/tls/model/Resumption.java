package io.postern.tls.model;

import io.postern.tls.files.TicketKey;
import java.util.List;

/**
 * How sessions are resumed.
 *
 * @param seconds how long (ssl_session_timeout)
 * @param tickets whether tickets are given and taken
 * @param keys what ssl_session_ticket_key names, the first one encrypts; empty for keys of our own
 * @param ticketCount how many tickets a TLSv1.3 client gets
 */
public record Resumption(SessionCache cache, long seconds, boolean tickets, List<TicketKey> keys, int ticketCount) {
    /** How many tickets OpenSSL gives unless told otherwise. */
    public static final int TICKETS = 2;
}
