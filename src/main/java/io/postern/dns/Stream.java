package io.postern.dns;

import io.postern.directive.Errno;
import io.postern.log.Level;
import io.postern.log.Log;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A connection to a name server, for answers that do not go into a datagram: shared by the questions that come while it stands, and closed
 * five seconds after something was sent last (ngx_resolver_send_tcp_query, ngx_resolver_tcp_read). Each has a thread of its own. Safe on any
 * thread.
 */
final class Stream implements Runnable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int LARGEST = 2 + 0xffff;

    private final SocketChannel channel;
    private final Selector selector;
    private final Log log;
    private final String place;
    private final Consumer<byte[]> ear;
    private final Runnable over;
    private final Queue<byte[]> coming = new ConcurrentLinkedQueue<>();
    private final ByteBuffer in = ByteBuffer.allocate(LARGEST);
    private ByteBuffer out = ByteBuffer.allocate(0);
    private long until = System.nanoTime() + PATIENCE_NANOS;
    private String call = "recv()";
    private boolean closed;

    private Stream(
            SocketChannel channel, Selector selector, Log log, String place, Consumer<byte[]> ear, Runnable over) {
        this.channel = channel;
        this.selector = selector;
        this.log = log;
        this.place = place;
        this.ear = ear;
        this.over = over;
    }

    /**
     * Begins to connect.
     *
     * @param place what the log says behind a line about the connection
     * @param ear hears each answer, on a thread of the connection's
     * @param over hears that the connection is closed
     * @throws Datagrams.Unsent where that fails at once
     */
    static Stream to(InetSocketAddress server, Log log, String place, Consumer<byte[]> ear, Runnable over)
            throws Datagrams.Unsent {
        String call = "socket()";
        try {
            SocketChannel channel = SocketChannel.open();
            try {
                Selector selector = Selector.open();
                channel.configureBlocking(false);
                call = "connect()";
                boolean stands = channel.connect(server);
                channel.register(selector, stands ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT);
                Stream made = new Stream(channel, selector, log, place, ear, over);
                Thread thread = new Thread(made, "dns-tcp");
                thread.setDaemon(true);
                thread.start();
                return made;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new Datagrams.Unsent(call, e);
        }
    }

    /** Sends a question; false where the connection has ended. */
    synchronized boolean ask(byte[] query) {
        if (closed) {
            return false;
        }
        coming.add(query);
        selector.wakeup();
        return true;
    }

    @Override
    public void run() {
        try {
            boolean ended = false;
            while (!ended && channel.isOpen()) {
                long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (left <= 0) {
                    break;
                }
                selector.select(left);
                selector.selectedKeys().clear();
                ended = !channel.isOpen() || ((channel.isConnected() || channel.finishConnect()) && move());
            }
        } catch (IOException e) {
            int errno = Errno.of(e);
            log.write(
                    Errno.isDoneByPeers(errno) ? Level.ERROR : Level.ALERT,
                    call + " failed" + Errno.form(errno) + place);
        } catch (RuntimeException e) {
            log.write(Level.ALERT, "question failed: " + e + place);
        } finally {
            close();
        }
    }

    /** Sends what is to be sent and reads what is there; whether the name server has ended the connection. */
    private boolean move() throws IOException {
        takeIn();
        call = "send()";
        if (out.hasRemaining() && channel.write(out) > 0) {
            until = System.nanoTime() + PATIENCE_NANOS;
        }
        int interest = out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        channel.keyFor(selector).interestOps(interest);
        call = "recv()";
        int n = channel.read(in);
        while (n > 0) {
            readAnswers();
            n = channel.read(in);
        }
        return n < 0;
    }

    private void takeIn() {
        for (byte[] query = coming.poll(); query != null; query = coming.poll()) {
            out = ByteBuffer.allocate(out.remaining() + 2 + query.length)
                    .put(out)
                    .putShort((short) query.length)
                    .put(query)
                    .flip();
        }
    }

    private void readAnswers() {
        in.flip();
        while (in.remaining() >= 2) {
            int length = in.getShort(in.position()) & 0xffff;
            if (in.remaining() < 2 + length) {
                break;
            }
            byte[] answer = new byte[length];
            in.position(in.position() + 2).get(answer);
            ear.accept(answer);
        }
        in.compact();
    }

    /** Nobody asks by it any more. */
    void end() {
        synchronized (this) {
            until = System.nanoTime();
        }
        selector.wakeup();
    }

    private void close() {
        synchronized (this) {
            closed = true;
        }
        try {
            channel.close();
            selector.close();
        } catch (IOException e) {
            // it is of no use any more
        }
        over.run();
    }
}
