package io.postern.tls.wire;

import io.netty.buffer.ByteBuf;
import io.postern.directive.Errno;
import io.postern.log.Level;
import io.postern.tls.TlsFailure;
import io.postern.tls.verify.Establishment;
import org.jspecify.annotations.Nullable;

/** A handshake with one client or server, apart from the connection that carries it. Confined to its event loop. */
public interface Handshake {
    /** What goes out while it lasts. */
    interface Voice {
        /** Sends what the engine has to say; whether that was anything. */
        boolean drain();

        /**
         * Says a fatal alert in the engine's place, in clear.
         *
         * @param version the record's, {@code 0x0303}
         */
        void alert(int version, int number);
    }

    /**
     * How it ended.
     *
     * @param failure null where it succeeded
     */
    record Verdict(@Nullable TlsFailure failure) {}

    /** The other side has gone in the middle of it. */
    static TlsFailure peerClosed(int errno) {
        // ngx_connection_error: what is this machine's fault is no everyday matter
        Level level = Errno.isDoneByPeers(errno) ? Level.INFO : Level.ALERT;
        return new TlsFailure(level, errno, "peer closed connection in SSL handshake");
    }

    TlsEngine engine();

    /** Whether we speak first, as clients do: then it goes on once before anything has come. */
    default boolean opens() {
        return false;
    }

    /** Goes on with what came; null while more is needed. */
    @Nullable
    Verdict go(ByteBuf in, Voice voice);

    /**
     * What it came to, once it has succeeded.
     *
     * @throws TlsFailure where what the other side has shown of itself cannot be read
     */
    Establishment result() throws TlsFailure;
}
