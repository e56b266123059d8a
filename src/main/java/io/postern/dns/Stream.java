package io.postern.dns;

import io.postern.directive.Errno;
import io.postern.log.Level;
import io.postern.log.Log;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.Type;

/**
 * A connection to a name server, for answers that do not go into a datagram: shared by the questions that come while it stands, and closed
 * five seconds after something was sent last (ngx_resolver_send_tcp_query, ngx_resolver_tcp_read). Behind an answer that is of no use the
 * right one is still awaited. Each has a thread of its own. Safe on any thread.
 */
final class Stream implements Runnable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int LARGEST = 2 + 0xffff;
    /** Judges what nobody has asked for. */
    private static final AnswerCheck STRANGER = new AnswerCheck(-1, "", Type.A);

    /** A question, which waits for its answer as long as the connection stands. */
    private record Asked(Query query, AnswerCheck check, CompletableFuture<Reply> answer) {}

    private final SocketChannel channel;
    private final Selector selector;
    private final Log log;
    private final String place;
    private final Queue<Asked> coming = new ConcurrentLinkedQueue<>();
    private final List<Asked> open = new ArrayList<>();
    private final ByteBuffer in = ByteBuffer.allocate(LARGEST);
    private ByteBuffer out = ByteBuffer.allocate(0);
    private long until = System.nanoTime() + PATIENCE_NANOS;
    private String call = "recv()";
    private boolean closed;

    private Stream(SocketChannel channel, Selector selector, Log log, String place) {
        this.channel = channel;
        this.selector = selector;
        this.log = log;
        this.place = place;
    }

    /**
     * Begins to connect.
     *
     * @param place what the log says behind a line about the connection
     * @throws Datagrams.Unsent where that fails at once
     */
    static Stream to(InetSocketAddress server, Log log, String place) throws Datagrams.Unsent {
        String call = "socket()";
        try {
            SocketChannel channel = SocketChannel.open();
            try {
                Selector selector = Selector.open();
                channel.configureBlocking(false);
                call = "connect()";
                boolean stands = channel.connect(server);
                channel.register(selector, stands ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT);
                Stream made = new Stream(channel, selector, log, place);
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

    /**
     * Sends a question.
     *
     * @param answer gets what is of use of the answer, or the end of the connection
     * @return false where the connection has ended
     */
    synchronized boolean ask(Query query, AnswerCheck check, CompletableFuture<Reply> answer) {
        if (closed) {
            return false;
        }
        coming.add(new Asked(query, check, answer));
        selector.wakeup();
        return true;
    }

    @Override
    public void run() {
        try {
            boolean ended = false;
            while (!ended) {
                long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (left <= 0) {
                    break;
                }
                selector.select(left);
                selector.selectedKeys().clear();
                ended = (channel.isConnected() || channel.finishConnect()) && move();
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
        for (Asked asked = coming.poll(); asked != null; asked = coming.poll()) {
            open.add(asked);
            byte[] query = asked.query.bytes();
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
            take(answer);
        }
        in.compact();
    }

    /** Whose answer it is, if anybody's; the log hears why it is not. */
    private void take(byte[] answer) {
        open.removeIf(asked -> asked.answer.isDone());
        String strange = STRANGER.fault(answer, true);
        String fault = strange;
        for (Asked asked : open) {
            String its = asked.check.fault(answer, true);
            if (its == null) {
                Reply reply = AnswerRecords.read(answer, asked.check.type(), this::say);
                if (reply != null) {
                    asked.answer.complete(reply);
                }
                return;
            }
            if (!its.equals(strange)) {
                fault = its;
            }
        }
        say(String.valueOf(fault));
    }

    private void say(String fault) {
        log.write(Level.ERROR, fault);
    }

    private void close() {
        synchronized (this) {
            closed = true;
        }
        try (channel;
                selector) {
            open.addAll(coming);
        } catch (IOException e) {
            // it is of no use any more
        }
        // they are asked again before long
        open.forEach(asked -> asked.answer.completeExceptionally(new EOFException("closed")));
    }
}
