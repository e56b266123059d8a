package io.postern.side;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One connection of a {@link Stage}: what came in on it, how much of that was looked at, and whether its far end has closed. */
final class Wire implements AutoCloseable {
    private static final byte[] NONE = {};

    private final SocketChannel channel;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private @Nullable SelectionKey key;
    private @Nullable SecureEnd tls;
    private byte[] behind = NONE;
    private int taken;
    private boolean owesGoodbye;
    private boolean answeredGoodbye;
    private boolean ended;
    private boolean reset;

    Wire(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        if (channel.getLocalAddress() instanceof InetSocketAddress) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
    }

    /** Is told of by this selector from now on. */
    void watchedBy(Selector selector) throws IOException {
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Whether something takes connections there. */
    static boolean answers(SocketAddress place) {
        try (SocketChannel probe = SocketChannel.open(place)) {
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
        } catch (IOException broken) {
            ended = true;
            reset = true;
        }
        take(scratch, buffer.position());
    }

    private void take(byte[] bytes, int length) {
        SecureEnd end = tls;
        if (end == null) {
            received.write(bytes, 0, length);
            return;
        }
        boolean before = end.over();
        byte[] answer = NONE;
        int more = length;
        do {
            end.take(bytes, more, received);
            more = 0;
            if (!end.over()) {
                answer = end.give(NONE, received);
                if (answer.length > 0 && end.stands()) {
                    answer = joined(answer, end.give(behind, received));
                    behind = NONE;
                }
                sendRaw(answer);
            }
        } while (answer.length > 0 && !end.over());
        owesGoodbye |= !before && end.over();
    }

    /** Whether the far end has said goodbye, or what is no TLS, and waits, perhaps, for our last words. */
    boolean owesGoodbye() {
        return owesGoodbye && !ended && channel.isOpen();
    }

    /** Says our last words to one who has said his. */
    void answerGoodbye() {
        if (owesGoodbye()) {
            half();
            answeredGoodbye = true;
        }
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    /** Goes to TLS, as the client. */
    void secure(SecureEnd end) {
        secure(end, NONE);
    }

    /** The same; these bytes go out in one piece with the last ones of the handshake. */
    void secure(SecureEnd end, byte[] first) {
        behind = first;
        tls = end;
        sendRaw(end.give(new byte[0], received));
    }

    boolean secured() {
        return tls != null;
    }

    /** Sends all of it, or as much as the far end takes before it closes. */
    void send(byte[] bytes) {
        sendRaw(tls == null ? bytes : tls.give(bytes, received));
    }

    /** The same below TLS. */
    void sendRaw(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            for (int stuck = 0; buffer.hasRemaining() && stuck < 2000; ) {
                if (channel.write(buffer) == 0) {
                    stuck++;
                    Thread.sleep(1);
                }
            }
        } catch (IOException gone) {
            // The far end closed, which is seen when reading; a reset is told of only once, and this was it.
            if (String.valueOf(gone.getMessage()).contains("reset")) {
                ended = true;
                reset = true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends all of it and our last words in one piece. */
    void farewell(byte[] bytes) {
        SecureEnd end = tls;
        if (end != null) {
            owesGoodbye = false;
            byte[] words = end.give(bytes, received);
            sendRaw(joined(words, end.goodbye()));
        }
    }

    /** Ends the sending half: in TLS by saying so. */
    void half() {
        if (tls != null) {
            owesGoodbye = false;
            sendRaw(tls.goodbye());
            return;
        }
        cut();
    }

    /** Ends the sending half of the connection below. */
    void cut() {
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
        tls = null;
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
        return ended || saidGoodbye();
    }

    /** Whether nothing more can come from below. */
    boolean over() {
        return ended;
    }

    private boolean saidGoodbye() {
        return tls != null && tls.saidGoodbye();
    }

    /** How it stands with it: open here ({@code +}) or not; the far end's goodbye, that it waited for our answer, its end and reset. */
    String state() {
        return (channel.isOpen() ? "+" : ".")
                + (saidGoodbye() ? "~" : "")
                + (answeredGoodbye ? "~" : "")
                + (reset ? "!" : ended ? "-" : "");
    }

    boolean open() {
        return channel.isOpen();
    }

    /**
     * Closes at once. A channel that a selector still knows would only end its output, and be closed at the selector's next turn: who
     * wakes in between may still write to it, who wakes later meets a broken pipe.
     */
    @Override
    public void close() {
        if (tls != null && channel.isOpen()) {
            half();
        }
        try {
            SelectionKey known = key;
            if (known != null && channel.isRegistered()) {
                known.cancel();
                known.selector().selectNow();
            }
            channel.close();
        } catch (IOException e) {
            ended = true;
        }
    }
}
