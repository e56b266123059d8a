package io.postern.net;

import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/** Lets a channel read exactly as much as its reader has room for: what a session may not hold stays with the kernel. */
final class ReadSize extends DefaultMaxMessagesRecvByteBufAllocator {
    private int size = 1;

    ReadSize() {
        super(1);
    }

    void set(int bytes) {
        size = bytes;
    }

    @Override
    @SuppressWarnings("deprecation")
    public RecvByteBufAllocator.Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public int guess() {
                return size;
            }
        };
    }
}
