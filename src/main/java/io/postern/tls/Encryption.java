package io.postern.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import io.postern.log.Log;
import org.jspecify.annotations.Nullable;

/** How the clients of one server block are encrypted, as a session sees it. Safe on any thread. */
public interface Encryption {
    /**
     * What is held against a client's certificate once the handshake is done.
     *
     * @param missing whether there was none where one is required; else it did not verify
     * @param words what the log says, at info ({@code client SSL certificate verify error: (18:…)})
     */
    record Complaint(boolean missing, String words) {}

    /** What goes first into one connection's pipeline; the time limit of the handshake is the session's. */
    SslHandler handler(ByteBufAllocator allocator);

    /** Judges the client's certificate (nginx's ngx_mail_verify_cert); null when there is nothing to say against it. */
    @Nullable
    Complaint judge(SslHandler established);

    /** What was agreed. */
    TlsFacts facts(SslHandler established);

    /** Says in the log why a handshake, or a connection later, failed: nginx's words and level. */
    void failed(Throwable cause, Log log);
}
