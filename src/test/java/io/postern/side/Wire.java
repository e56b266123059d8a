package io.postern.side;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One connection of a {@link Stage}: what came in on it, how much of that was looked at, and whether its far end has closed. */
final class Wire implements AutoCloseable {
    private final SocketChannel channel;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private int taken;
    private boolean ended;

    Wire(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        if (channel.getLocalAddress() instanceof InetSocketAddress) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
    }

    /** Whether something takes connections there. */
    static boolean answers(int port) {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    SocketChannel channel() {
        return channel;
    }

    /** Reads what is there; a reset counts as an end. */
    void read(byte[] scratch) {
        ByteBuffer buffer = ByteBuffer.wrap(scratch);
        try {
            if (channel.read(buffer) < 0) {
                ended = true;
            }
        } catch (IOException reset) {
            ended = true;
        }
        received.write(scratch, 0, buffer.position());
    }

    /** Sends all of it, or as much as the far end takes before it closes. */
    void send(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            for (int stuck = 0; buffer.hasRemaining() && stuck < 2000; ) {
                if (channel.write(buffer) == 0) {
                    stuck++;
                    Thread.sleep(1);
                }
            }
        } catch (IOException gone) {
            // The far end closed: that it did is seen when reading.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void half() {
        try {
            channel.shutdownOutput();
        } catch (IOException gone) {
            ended = true;
        }
    }

    void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException gone) {
            ended = true;
        }
        close();
    }

    /** Everything received so far that nobody has taken yet, byte for byte. */
    String rest() {
        return received.toString(StandardCharsets.ISO_8859_1).substring(taken);
    }

    void take(int bytes) {
        taken += bytes;
    }

    int count() {
        return received.size();
    }

    String all() {
        return received.toString(StandardCharsets.ISO_8859_1);
    }

    boolean ended() {
        return ended;
    }

    boolean open() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            ended = true;
        }
    }
}
