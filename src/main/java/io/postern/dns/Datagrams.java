package io.postern.dns;

import io.postern.directive.Errno;
import io.postern.log.Level;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The way to one name server by UDP: one socket for all questions, made for the first of them and kept until it breaks, so that what comes
 * when no question is open is heard, too (ngx_resolver_send_udp_query, ngx_resolver_udp_read). One thread, which starts with the first
 * question of all, waits for what comes. Guarded by its owner.
 */
final class Datagrams {
    private static final int LARGEST = 4096;

    /** Who hears what comes. */
    interface Ear {
        void heard(byte[] datagram);

        void broke(Exception why);
    }

    /** A question that did not go out: the call that failed, and the system's number for why. */
    static final class Unsent extends IOException {
        private static final long serialVersionUID = 1;

        final String call;
        final int errno;

        Unsent(String call, IOException why) {
            super(why);
            this.call = call;
            this.errno = Errno.of(why);
        }

        /** At which nginx logs it (ngx_udp_connect, ngx_connection_error). */
        Level level() {
            return switch (call) {
                case "socket()" -> Level.ALERT;
                case "connect()" -> Level.CRIT;
                default -> Errno.isDoneByPeers(errno) ? Level.ERROR : Level.ALERT;
            };
        }
    }

    private final InetSocketAddress server;
    private final Object owner;
    private final Ear ear;
    private @Nullable DatagramChannel channel;

    /** @param owner whose monitor the caller holds, and whoever hears what comes */
    Datagrams(InetSocketAddress server, Object owner, Ear ear) {
        this.server = server;
        this.owner = owner;
        this.ear = ear;
    }

    boolean isOpen() {
        return channel != null;
    }

    /** Sends a question; false where the system did not take it. */
    boolean send(byte[] query) throws Unsent {
        String call = "socket()";
        try {
            DatagramChannel open = channel;
            if (open == null) {
                Reader reader = Reader.get();
                open = DatagramChannel.open();
                channel = open;
                open.configureBlocking(false);
                call = "connect()";
                open.connect(server);
                reader.add(this, open);
            }
            call = "send()";
            return open.write(ByteBuffer.wrap(query)) == query.length;
        } catch (IOException e) {
            throw new Unsent(call, e);
        }
    }

    void close() {
        DatagramChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // it is of no use any more
            }
        }
    }

    /** Reads all that is there; not from a socket that is another's by now. */
    private void read(DatagramChannel from, ByteBuffer buffer) {
        synchronized (owner) {
            try {
                while (channel == from && from.receive(buffer.clear()) != null) {
                    byte[] datagram = new byte[buffer.flip().remaining()];
                    buffer.get(datagram);
                    ear.heard(datagram);
                }
            } catch (IOException | RuntimeException e) {
                ear.broke(e);
            }
        }
    }

    /** The thread that waits for what comes on all sockets. */
    private static final class Reader implements Runnable {
        private record Coming(Datagrams to, DatagramChannel channel) {}

        private static @Nullable Reader only;

        private final Queue<Coming> coming = new ConcurrentLinkedQueue<>();
        private final Selector selector;

        private Reader(Selector selector) {
            this.selector = selector;
        }

        /** With no descriptors left there is none; the next question tries again. */
        static synchronized Reader get() throws IOException {
            Reader made = only;
            if (made == null) {
                made = new Reader(Selector.open());
                only = made;
                Thread thread = new Thread(made, "dns");
                thread.setDaemon(true);
                thread.start();
            }
            return made;
        }

        void add(Datagrams to, DatagramChannel channel) {
            coming.add(new Coming(to, channel));
            selector.wakeup();
        }

        @Override
        public void run() {
            ByteBuffer buffer = ByteBuffer.allocate(LARGEST);
            while (true) {
                try {
                    selector.select();
                    for (Coming fresh = coming.poll(); fresh != null; fresh = coming.poll()) {
                        register(fresh);
                    }
                    for (SelectionKey key : selector.selectedKeys()) {
                        ((Datagrams) key.attachment()).read((DatagramChannel) key.channel(), buffer);
                    }
                    selector.selectedKeys().clear();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        private void register(Coming fresh) {
            try {
                fresh.channel.register(selector, SelectionKey.OP_READ, fresh.to);
            } catch (ClosedChannelException e) {
                // it broke with its first question
            }
        }
    }
}
