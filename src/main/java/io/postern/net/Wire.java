package io.postern.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One connection, as little of it as a session needs: it is asked for bytes and says when asking again makes sense. A Netty channel is
 * one way to make it; tests have another. Confined to its event loop; nothing here blocks.
 */
public interface Wire {
    /** From {@link #read}: nothing there now; {@link Events#readable} will be called. */
    int AGAIN = -1;
    /** From {@link #read}: the other side has ended its half. */
    int END = 0;
    /** From {@link #read}: the connection is broken; see {@link #errno}. */
    int FAILED = -2;

    /** Who is told that something can be done; replaced as a connection goes through its stages. */
    interface Events {
        /** Bytes, the end or an error can be had by {@link Wire#read}. */
        void readable();

        /** All that was written is with the kernel, or the connection that was being made stands (or failed: then readable follows). */
        void writable();

        /** One of the two has thrown: this connection is given up, and no other. */
        void failed(Throwable why);
    }

    /** Tells nobody. */
    Events NOBODY = new Events() {
        @Override
        public void readable() {}

        @Override
        public void writable() {}

        @Override
        public void failed(Throwable why) {}
    };

    EventLoop loop();

    SocketAddress remote();

    SocketAddress local();

    /** Tells these from now on. Asks for nothing: {@link #await} does. */
    void tell(Events events);

    /**
     * Calls {@link Events#readable} as soon as there is something to read.
     *
     * @param most how much will be read then
     */
    void await(int most);

    /**
     * The same, but only for what comes from now on, where the transport can tell: nginx, too, reads on at epoll's next event.
     */
    default void awaitMore(int most) {
        await(most);
    }

    /** Whether the other side's end is known to have come, behind what can still be read. */
    default boolean nearEnd() {
        return false;
    }

    /** Takes back that something was waited for: what comes stays where it is, and TLS does not look at it, until it is asked for again. */
    default void forgo() {}

    /**
     * Reads what is there, at most so many bytes; what is not read stays with the kernel as far as possible.
     *
     * @return the number of bytes, or {@link #END}, {@link #AGAIN} (readable will be called) or {@link #FAILED}
     */
    int read(byte[] into, int at, int most);

    /** The same, into a direct buffer behind what it holds; it must have the room. */
    default int read(ByteBuf into, int most) {
        byte[] bytes = new byte[most];
        int n = read(bytes, 0, most);
        if (n > 0) {
            into.writeBytes(bytes, 0, n);
        }
        return n;
    }

    /**
     * Looks at what is there: the next {@link #read} gives it again.
     *
     * @return as {@link #read}
     */
    default int peek(byte[] into, int at, int most) {
        int n = read(into, at, most);
        unread(into, at, Math.max(n, 0));
        return n;
    }

    /** Puts bytes back that were read: the next {@link #read} gives them first. */
    void unread(byte[] from, int at, int length);

    /** Whether {@link #read} would give something other than {@link #AGAIN}, as far as is known. */
    boolean ready();

    /**
     * Sends; takes all of it. What the kernel does not take at once is {@link #pending} and goes out by itself.
     *
     * @return false when the connection is broken; see {@link #errno}
     */
    boolean write(byte[] from, int at, int length);

    /** The same for a buffer, which is released. */
    boolean write(ByteBuf bytes);

    /**
     * Sends as much of a direct buffer as the kernel takes at once, and skips it there; nothing is held.
     *
     * @return how much that is; 0 where something is held already, the connection is broken, or the transport cannot tell, too
     */
    default int offer(ByteBuf bytes) {
        return 0;
    }

    /**
     * Reads at most so many bytes and writes them to the other wire without keeping them; more of what has been decrypted already, if
     * the other wire's kernel takes that at once.
     *
     * @return as {@link #read}; when the other wire broke while writing its {@link #broken} is true
     */
    int move(Wire to, int most);

    /**
     * What is written next is the last, and {@link #close} follows at once. Both may reach the other side together, so that it cannot answer
     * in between: nobody would read that, and the unread answer would turn the close into a reset.
     */
    default void lastWords() {}

    /** How many bytes the kernel surely takes now; 0 where that is not known. Costs a system call. */
    default int room() {
        return 0;
    }

    /** Bytes written since the kernel had taken everything; zero when it has now. {@link Events#writable} is called when it turns zero. */
    int pending();

    /** Bytes written that the kernel has not taken; those {@link #pending} where that is not known, so that no progress shows. */
    default int untaken() {
        return pending();
    }

    /** For how many milliseconds the kernel has taken nothing of what is pending; {@link Long#MAX_VALUE} where that is not known. */
    default long stalled() {
        return Long.MAX_VALUE;
    }

    /** Whether reading or writing has failed. */
    boolean broken();

    /** The system's number for what broke, 0 when it has none. */
    int errno();

    /** Which call failed, in nginx's words: {@code recv() failed} or {@code send() failed}. */
    String failure();

    /** What broke, where it was not the system (TLS). */
    @Nullable
    Throwable cause();

    /** Whether what goes over it is in TLS. */
    default boolean secured() {
        return false;
    }

    boolean closed();

    /**
     * Closes both halves; what is pending is given up. Nobody is told anything afterwards. Where bytes were left unread or put back, the
     * other side sees a reset, as when the kernel had kept them.
     */
    void close();

    /** Lets {@link #close} reset the connection: what the peer has not taken yet is given up with it (SO_LINGER for no time). */
    default void reset() {}

    /** Ends our half once nothing is pending; the other side can still be read. */
    void endOutput();

    /** Runs this, once, when the connection is closed by {@link #close}. */
    void whenClosed(Runnable then);
}
