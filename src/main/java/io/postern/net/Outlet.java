package io.postern.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What goes to a socket: to the kernel at once as far as it takes it, the rest when it says so. Confined to one event loop. */
final class Outlet {
    private final Unsent unsent;
    private final Interest interest;
    private final Trouble trouble;

    Outlet(Socket socket, Interest interest, Trouble trouble) {
        unsent = new Unsent(socket);
        this.interest = interest;
        this.trouble = trouble;
    }

    /** All of it; false when the connection is broken. */
    boolean write(byte[] from, int at, int length) {
        LoopMemory memory = LoopMemory.get();
        int done = 0;
        while (done < length) {
            int n = Math.min(length - done, LoopMemory.SIZE);
            memory.passing().put(0, from, at + done, n);
            if (!write(memory, n)) {
                return false;
            }
            done += n;
        }
        return true;
    }

    /** The same for a buffer, which is released. */
    boolean write(ByteBuf bytes) {
        try {
            if (bytes.isDirect() && bytes.nioBufferCount() == 1) {
                ByteBuffer direct = bytes.internalNioBuffer(bytes.readerIndex(), bytes.readableBytes());
                return write(direct, Buffer.memoryAddress(direct), direct.position(), direct.limit());
            }
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.readBytes(copy);
            return write(copy, 0, copy.length);
        } finally {
            bytes.release();
        }
    }

    /** So many bytes of the loop's memory. */
    boolean write(LoopMemory memory, int length) {
        return write(memory.passing(), memory.address(), 0, length);
    }

    /**
     * As much of a direct buffer as the kernel takes at once, which is skipped; nothing is held.
     *
     * @return how much that is; 0 where something is held already or the connection is broken, too
     */
    int offer(ByteBuf bytes) {
        if (!unsent.isEmpty() || !bytes.hasMemoryAddress() || trouble.stops(true)) {
            return 0;
        }
        try {
            int taken = unsent.offer(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex());
            bytes.skipBytes(taken);
            return taken;
        } catch (IOException e) {
            trouble.is(e, true);
            return 0;
        }
    }

    private boolean write(ByteBuffer bytes, long address, int from, int to) {
        if (trouble.stops(true)) {
            return false;
        }
        try {
            unsent.send(bytes, address, from, to);
            if (!unsent.isEmpty()) {
                interest.inWriting();
            }
            return true;
        } catch (IOException e) {
            trouble.is(e, true);
            return false;
        }
    }

    /** The kernel takes more: gives it what is held; whether that was all. */
    boolean drain() throws IOException {
        return unsent.drain(LoopMemory.get());
    }

    /** Whether the kernel has taken all. */
    boolean isEmpty() {
        return unsent.isEmpty();
    }

    /** Bytes written since the kernel had taken everything. */
    int handed() {
        return unsent.handed();
    }

    /** How many bytes the kernel has not taken. */
    int untaken() {
        return unsent.size();
    }

    /** What the kernel has not taken. */
    byte[] rest() {
        return unsent.rest();
    }

    /** For how many milliseconds it has taken nothing of what is held. */
    long stalled() {
        return (System.nanoTime() - unsent.takenNanos()) / 1_000_000;
    }

    /** Gives up what the kernel has not taken. */
    void forget() {
        unsent.forget();
    }
}
