package io.postern.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A wire without a network: what arrives is said by the test, what is sent is kept, and the kernel takes only what it is told to. */
public final class FakeWire implements Wire {
    private final EmbeddedChannel clock;
    private final SocketAddress remote;
    private Events events = NOBODY;
    private final StringBuilder inbound = new StringBuilder();
    private final StringBuilder sent = new StringBuilder();
    private final StringBuilder held = new StringBuilder();
    private int window = Integer.MAX_VALUE;
    private int handed;
    private int errno;
    private boolean ended;
    private boolean closed;
    private int reads;
    private boolean trips;
    private Runnable whenClosed = () -> {};
    private Runnable whenWritten = () -> {};

    public FakeWire() {
        this(new EmbeddedChannel(), new InetSocketAddress("192.0.2.7", 4711));
    }

    public FakeWire(EmbeddedChannel clock, SocketAddress remote) {
        this.clock = clock;
        this.remote = remote;
    }

    /** Bytes come from the other side. */
    public FakeWire arrives(String text) {
        inbound.append(text);
        return wake();
    }

    /** They come one at a time. */
    public FakeWire dribbles(String text) {
        for (int i = 0; i < text.length(); i++) {
            arrives(text.substring(i, i + 1));
        }
        return this;
    }

    /** Bytes come and the end with them. */
    public FakeWire arrivesLast(String text) {
        inbound.append(text);
        return ends();
    }

    public FakeWire ends() {
        ended = true;
        return wake();
    }

    public FakeWire breaks(int number) {
        errno = number;
        return wake();
    }

    /** Whoever reads next meets an error of ours. */
    public FakeWire trips() {
        trips = true;
        return wake();
    }

    private FakeWire wake() {
        if (!closed) {
            Guarded.readable(events);
        }
        run();
        return this;
    }

    /** The kernel takes so many bytes more, and no more after that. */
    public FakeWire takes(int bytes) {
        window = 0;
        int n = Math.min(bytes, held.length());
        sent.append(held, 0, n);
        held.delete(0, n);
        window = bytes - n;
        if (held.isEmpty() && handed > 0) {
            handed = 0;
            Guarded.writable(events);
        }
        run();
        return this;
    }

    private void run() {
        clock.runPendingTasks();
    }

    /** Lets timers ring until this is so; gives up after five seconds. */
    public boolean waits(BooleanSupplier until) throws InterruptedException {
        for (int i = 0; i < 1000 && !until.getAsBoolean(); i++) {
            Thread.sleep(5);
            clock.runPendingTasks();
            clock.runScheduledPendingTasks();
        }
        return until.getAsBoolean();
    }

    /** All that was sent since the last time somebody asked. */
    public String heard() {
        String all = sent.toString();
        sent.setLength(0);
        return all;
    }

    /** What nobody has read. */
    public String unread() {
        return inbound.toString();
    }

    /** Runs this whenever something is written here. */
    public FakeWire whenWritten(Runnable then) {
        whenWritten = then;
        return this;
    }

    /** How often somebody tried to read. */
    public int reads() {
        return reads;
    }

    @Override
    public EventLoop loop() {
        return clock.eventLoop();
    }

    @Override
    public SocketAddress remote() {
        return remote;
    }

    @Override
    public SocketAddress local() {
        return new InetSocketAddress("198.51.100.1", 143);
    }

    @Override
    public void tell(Events newEvents) {
        events = newEvents;
    }

    @Override
    public void await(int most) {
        if (ready()) {
            loop().execute(() -> {
                if (!closed && ready()) {
                    Guarded.readable(events);
                }
            });
        }
    }

    @Override
    public boolean ready() {
        return !inbound.isEmpty() || ended || errno != 0;
    }

    @Override
    public boolean nearEnd() {
        return ended;
    }

    @Override
    public int read(byte[] into, int at, int most) {
        reads++;
        if (trips) {
            trips = false;
            throw new IllegalStateException("in a test");
        }
        if (inbound.isEmpty()) {
            return errno != 0 ? FAILED : ended ? END : AGAIN;
        }
        int n = Math.min(most, inbound.length());
        byte[] bytes = inbound.substring(0, n).getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, into, at, n);
        inbound.delete(0, n);
        return n;
    }

    @Override
    public void unread(byte[] from, int at, int length) {
        inbound.insert(0, new String(from, at, length, StandardCharsets.ISO_8859_1));
    }

    @Override
    public boolean write(byte[] from, int at, int length) {
        if (errno != 0) {
            return false;
        }
        String text = new String(from, at, length, StandardCharsets.ISO_8859_1);
        int n = held.isEmpty() ? Math.min(window, length) : 0;
        sent.append(text, 0, n);
        window -= n;
        held.append(text.substring(n));
        handed = held.isEmpty() ? 0 : handed + length;
        whenWritten.run();
        return true;
    }

    @Override
    public boolean write(ByteBuf bytes) {
        byte[] copy = new byte[bytes.readableBytes()];
        bytes.readBytes(copy);
        bytes.release();
        return write(copy, 0, copy.length);
    }

    @Override
    public int move(Wire to, int most) {
        byte[] passing = new byte[most];
        int n = read(passing, 0, most);
        if (n > 0) {
            to.write(passing, 0, n);
        }
        return n;
    }

    @Override
    public int pending() {
        return handed;
    }

    @Override
    public boolean broken() {
        return errno != 0;
    }

    @Override
    public int errno() {
        return errno;
    }

    @Override
    public String failure() {
        return "recv() failed";
    }

    @Override
    public @Nullable Throwable cause() {
        return null;
    }

    @Override
    public boolean closed() {
        return closed;
    }

    @Override
    public void whenClosed(Runnable then) {
        whenClosed = then;
    }

    @Override
    public void endOutput() {}

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            whenClosed.run();
        }
    }
}
