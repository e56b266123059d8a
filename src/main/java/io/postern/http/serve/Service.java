package io.postern.http.serve;

import io.postern.http.exchange.Counters;
import io.postern.http.model.Server;
import io.postern.http.proxy.ProxyPass;
import io.postern.log.LogSpec;
import io.postern.net.Slots;
import io.postern.session.Sessions;
import io.postern.tls.Encryption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What serving http{} needs of the process. Safe on any thread. */
public interface Service {
    /** The logs behind these error_log directives; the process' own for none. */
    RequestLogs errorLogs(List<LogSpec> specs);

    AccessLogs accessLogs();

    /** The TLS of a server; null where it has none of its own. */
    @Nullable
    Encryption encryption(Server server);

    ProxyPass proxyPass();

    Tally tally();

    /** Where it is known which connections can be done without. */
    Slots slots();

    /** Where connections are listed as long as they last. */
    Sessions sessions();

    String hostname();

    long pid();

    /** What happens to requests, for stub_status. */
    interface Tally extends Counters {
        void request();

        /** A connection's share of reading, writing and waiting changes by so many. */
        void shift(int reading, int writing, int waiting);
    }
}
