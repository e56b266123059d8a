package io.postern.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/** What goes out on a Netty channel, and when the kernel has taken all of it. Confined to its event loop. */
final class ChannelOutput {
    private final Channel channel;
    private final Runnable whenDrained;
    private int handed;
    private boolean draining;
    private boolean writing;

    /** @param whenDrained called when the kernel has taken what it did not take at once */
    ChannelOutput(Channel channel, Runnable whenDrained) {
        this.channel = channel;
        this.whenDrained = whenDrained;
    }

    /** Sends these bytes; the channel tells of a failure within this call. */
    void write(ByteBuf bytes) {
        handed += bytes.readableBytes();
        writing = true;
        channel.write(bytes, channel.voidPromise());
        channel.flush();
        writing = false;
        if (isDrained()) {
            handed = 0;
        } else if (!draining) {
            drain();
        }
    }

    /** Whether {@link #write} is running. */
    boolean writing() {
        return writing;
    }

    /** Bytes written since the kernel had taken everything; zero when it has now. */
    int handed() {
        return handed;
    }

    /** How many of them the kernel has not taken. */
    int untaken() {
        ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
        return out == null ? 0 : handed - taken(out);
    }

    /** Netty counts a buffer that was taken in part as pending. */
    private static int taken(ChannelOutboundBuffer out) {
        return (int) out.currentProgress();
    }

    private boolean isDrained() {
        ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
        return out == null || out.isEmpty();
    }

    private void drain() {
        draining = true;
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(f -> onDrained(f.isSuccess()));
    }

    private void onDrained(boolean success) {
        draining = false;
        if (!success) {
            return;
        }
        if (isDrained()) {
            handed = 0;
            whenDrained.run();
        } else {
            drain();
        }
    }
}
