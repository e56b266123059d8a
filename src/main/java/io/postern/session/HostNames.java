package io.postern.session;

import java.util.function.Consumer;

/** Finds a client's host name before the greeting. Owned here, implemented a floor above. */
public interface HostNames {
    /**
     * Looks up the name behind the client's address and that name's addresses, and says in the log and in the client's action what
     * nginx says (ngx_mail_smtp_resolve_addr_handler, ngx_mail_smtp_resolve_name_handler).
     *
     * @param then takes the name, {@code [UNAVAILABLE]} or {@code [TEMPUNAVAIL]}, once, on the client's event loop
     * @return what takes the question back: after it no answer comes
     */
    Runnable find(Client client, Consumer<String> then);
}
