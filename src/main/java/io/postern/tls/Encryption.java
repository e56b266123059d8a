package io.postern.tls;

import io.postern.log.Log;
import io.postern.net.Wire;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How the clients of one server block are encrypted, as a session sees it. Safe on any thread. */
public interface Encryption {
    /** TLS of one connection. Confined to its event loop. */
    interface Guard {
        /**
         * Goes to TLS on this connection; bytes not yet read are the first of it. The time limit of the handshake is the session's.
         *
         * @param then called once, with null when the handshake has succeeded; within this call, too, where it fails at once
         * @return the wire to go on with
         */
        Wire over(Wire below, Consumer<@Nullable Throwable> then);

        /** What there is to say against the client's certificate, once the handshake has succeeded; null for nothing. */
        @Nullable
        Complaint complaint();

        /** What was agreed, once the handshake has succeeded. */
        TlsFacts facts();

        /** The connection is about to be closed because of a time limit or an error: without a goodbye (nginx's c->timedout). */
        default void quiet() {}

        /** The client's goodbye is not waited for behind ours (nginx's no_wait_shutdown). */
        default void hasten() {}

        /** Told of what goes wrong between our goodbye and the client's, when the session is over. */
        default void afterwards(Consumer<Throwable> then) {}
    }

    /**
     * What is held against a client's certificate (nginx's ngx_mail_verify_cert).
     *
     * @param missing whether there was none where one is required; else it did not verify
     * @param words what the log says, at info ({@code client SSL certificate verify error: (18:…)})
     */
    record Complaint(boolean missing, String words) {}

    /** What this server's engine cannot do of its settings, in words for the log. Empty for BoringSSL: that is said when they are read. */
    default List<String> lacks() {
        return List.of();
    }

    /** TLS for a new connection. */
    Guard guard();

    /** Says in the log why a handshake, or a connection later, failed: nginx's words and level. */
    void failed(Throwable cause, Log log);
}
