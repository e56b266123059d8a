package io.postern.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** One direct buffer that is used again and again, unless whoever was given it has kept it. Confined to one thread. */
public final class SpareBuffer {
    private final int size;
    private ByteBuf buffer;

    /** @param size how many bytes it has room for at first */
    public SpareBuffer(int size) {
        this.size = size;
        buffer = Unpooled.directBuffer(size);
    }

    /** The buffer, empty. Give it away {@link ByteBuf#retain retained}: when it has not been released by the next call, there is another. */
    public ByteBuf get() {
        if (buffer.refCnt() > 1) {
            buffer.release();
            buffer = Unpooled.directBuffer(size);
        }
        return buffer.clear();
    }

    /** It is not used any more. */
    public void release() {
        buffer.release();
    }
}
