package io.postern.bench.scenario;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.postern.bench.contender.Running;
import io.postern.bench.contender.Setup;
import io.postern.bench.driver.ClientTls;
import io.postern.bench.driver.Crowd;
import io.postern.bench.driver.Load;
import io.postern.bench.driver.MailClient;
import io.postern.bench.measure.Latencies;
import io.postern.bench.measure.Sample;
import io.postern.bench.measure.Unit;
import io.postern.bench.measure.Window;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Small commands and their echoes. Saturated: each session sends the next as soon as the last came back. Paced: each sends when its
 * time has come, and latency counts from that time on, so that a proxy that halts is charged for all that wait.
 *
 * @param rate pings a second over all sessions; 0 is saturated
 */
record Ping(int sessions, int pings, int rate, boolean tls, Setup setup) implements Traffic {
    private static final ByteBuf PING = Unpooled.unreleasableBuffer(Unpooled.directBuffer(64)
            .writeBytes("PING 0123456789012345678901\r\n".getBytes(StandardCharsets.US_ASCII)));

    @Override
    public String name() {
        String name = (tls ? "tls " : "") + "ping-pong, " + sessions + " session" + (sessions == 1 ? "" : "s");
        return Traffic.named(name + (rate == 0 ? "" : ", paced " + rate + "/s"), setup);
    }

    @Override
    public boolean direct() {
        return !tls;
    }

    @Override
    public void beside(Sample own, Sample direct) {
        for (String share : List.of("p50 µs", "p99 µs")) {
            own.less("added " + share, own.less(share) - direct.less(share));
        }
    }

    @Override
    public Traffic inspected() {
        return new Ping(sessions, Math.max(sessions, pings / 10), rate, tls, setup);
    }

    @Override
    public Sample run(Load load, Running proxy, Window window) throws Exception {
        Rally rally = new Rally(pings, rate);
        int port = proxy.ports().imap(tls);
        try (Crowd crowd =
                Crowd.of(sessions, load, port, MailClient.Dialect.IMAP, ClientTls.context(tls), rally::received)) {
            window.open();
            rally.begin(crowd);
            rally.await(crowd);
            window.close();
        }
        Sample sample = new Sample();
        window.tell(sample, pings, Unit.PING);
        rally.latencies.tell(sample);
        return sample;
    }

    /** The pings of one crowd; also the other scenarios' background. Confined to the clients' loop once begun. */
    static final class Rally {
        final Latencies latencies;
        private final int pings;
        private final int rate;
        private final Map<ChannelHandlerContext, Member> members = new HashMap<>();
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private volatile long every;
        private int answered;
        private int wrong;

        Rally(int pings, int rate) {
            this.pings = pings;
            this.rate = rate;
            latencies = new Latencies(pings);
        }

        private static final class Member {
            long start;
            int bytes;
        }

        void begin(Crowd crowd) {
            int number = 0;
            every = rate == 0 ? 0 : 1_000_000_000L * crowd.sessions().size() / rate;
            for (ChannelHandlerContext ctx : crowd.sessions()) {
                int own = number++;
                ctx.executor().execute(() -> {
                    members.put(ctx, new Member());
                    long first = rate == 0 ? 0 : 1_000_000_000L * own / rate;
                    if (first == 0) {
                        send(ctx, System.nanoTime());
                    } else {
                        later(ctx, System.nanoTime() + first);
                    }
                });
            }
        }

        private void later(ChannelHandlerContext ctx, long due) {
            long wait = due - System.nanoTime();
            if (wait <= 0) {
                send(ctx, due);
            } else {
                ctx.executor().schedule(() -> send(ctx, due), wait, TimeUnit.NANOSECONDS);
            }
        }

        private void send(ChannelHandlerContext ctx, long due) {
            requireNonNull(members.get(ctx)).start = due;
            ctx.writeAndFlush(PING.duplicate());
        }

        void received(ChannelHandlerContext ctx, ByteBuf bytes) {
            Member member = members.get(ctx);
            if (member == null) {
                return;
            }
            int some = Math.min(bytes.readableBytes(), PING.readableBytes() - member.bytes);
            boolean same = ByteBufUtil.equals(bytes, bytes.readerIndex(), PING, member.bytes, some);
            member.bytes += some;
            if (!same || some < bytes.readableBytes()) {
                wrong++;
            }
            if (member.bytes < PING.readableBytes()) {
                return;
            }
            member.bytes = 0;
            long now = System.nanoTime();
            latencies.add(now - member.start);
            if (++answered >= pings) {
                done.complete(null);
            } else if (rate == 0) {
                send(ctx, now);
            } else {
                later(ctx, member.start + every);
            }
        }

        /** Waits for the last; two minutes at most. */
        void await(Crowd crowd) throws InterruptedException {
            crowd.await(done, pings + " pings");
            if (wrong > 0) {
                throw new IllegalStateException(wrong + " echoes were not what had been sent");
            }
        }
    }
}
