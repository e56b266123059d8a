package io.postern.tls.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.postern.tls.TlsFailure;
import org.jspecify.annotations.Nullable;

/**
 * What encrypts and decrypts one connection; it has no connection of its own: bytes are given to it and taken from it. Buffers must be
 * direct. Confined to its event loop; freed once.
 */
public interface TlsEngine {
    /** What came of a call. */
    enum State {
        DONE,
        /** More from the other side is needed. */
        READ,
        /** Something must be {@link #drain drained} first. */
        WRITE,
        /** The other side has said goodbye. */
        GOODBYE,
        FAILED
    }

    /** Goes on with the handshake; takes from what came as much as it can use. */
    State handshake(ByteBuf in);

    /** Decrypts at most so many bytes behind what the other buffer holds; takes from what came as much as it can use. */
    State decrypt(ByteBuf in, ByteBuf out, int most);

    /** Decrypted bytes that wait inside. */
    int pending();

    /** Words for the last {@link State#FAILED}. */
    TlsFailure failure(String step);

    /** What the engine wants sent by itself; null for nothing. */
    @Nullable
    ByteBuf drain(ByteBufAllocator allocator);

    /** Encrypts all of it behind what the other buffer holds; whether that went well. */
    boolean encrypt(ByteBuf plain, ByteBuf out);

    /** Says goodbye; it is {@link #drain drained} then. */
    void goodbye();

    void free();
}
