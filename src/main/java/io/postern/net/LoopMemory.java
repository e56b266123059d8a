package io.postern.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * What all sockets of one event loop share: the memory that bytes pass through on their way, and a pipe for those that need not pass
 * through memory at all. Nothing stays in either between two calls, so an idle or stalled session owns none of it.
 */
final class LoopMemory {
    /** What one system call moves at most; also what a pipe holds on Linux. */
    static final int SIZE = 64 * 1024;

    private static final FastThreadLocal<LoopMemory> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected LoopMemory initialValue() {
            return new LoopMemory();
        }

        @Override
        protected void onRemoval(LoopMemory memory) {
            memory.dropPipe();
            if (memory.spare != null) {
                memory.spare.release();
            }
        }
    };

    private final ByteBuffer passing = ByteBuffer.allocateDirect(SIZE);
    private final long address = Buffer.memoryAddress(passing);
    private final ByteBuffer option = ByteBuffer.allocateDirect(64).order(ByteOrder.nativeOrder());
    private @Nullable SpareBuffer spare;
    private FileDescriptor @Nullable [] pipe;

    private LoopMemory() {}

    /** The calling thread's. */
    static LoopMemory get() {
        return OF_THREAD.get();
    }

    /** {@link #SIZE} bytes that bytes pass through; position and limit mean nothing. */
    ByteBuffer passing() {
        return passing;
    }

    /** Where {@link #passing()} begins. */
    long address() {
        return address;
    }

    /** {@link #SIZE} bytes for who gives them on as a buffer. */
    ByteBuf spare() {
        SpareBuffer made = spare;
        if (made == null) {
            made = new SpareBuffer(SIZE);
            spare = made;
        }
        return made.get();
    }

    /** Scratch for socket options. */
    ByteBuffer option() {
        return option.clear();
    }

    /** An empty pipe, its reading end first; null when no descriptors are left for one. */
    FileDescriptor @Nullable [] pipe() {
        FileDescriptor[] ends = pipe;
        if (ends == null) {
            try {
                ends = FileDescriptor.pipe();
            } catch (IOException e) {
                return null;
            }
            pipe = ends;
        }
        return ends;
    }

    /** Forgets the pipe, whatever it holds. */
    void dropPipe() {
        FileDescriptor[] ends = pipe;
        pipe = null;
        if (ends != null) {
            close(ends[0]);
            close(ends[1]);
        }
    }

    private static void close(FileDescriptor end) {
        try {
            end.close();
        } catch (IOException e) {
            // a pipe of ours, closed in any case (close(2)); nothing was in it that anybody waits for
        }
    }
}
