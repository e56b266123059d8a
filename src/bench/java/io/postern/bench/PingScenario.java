package io.postern.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Small commands and their echoes, so many sessions at once, each sending the next when the last came back. */
record PingScenario(int sessions, int pings, boolean tls) implements Scenario {
    private static final ByteBuf PING = Unpooled.unreleasableBuffer(Unpooled.directBuffer(64)
            .writeBytes("PING 0123456789012345678901\r\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)));

    @Override
    public String name() {
        return (tls ? "tls " : "") + "ping-pong, " + sessions + " sessions";
    }

    @Override
    public Map<String, Double> run(Load load, Ports ports, ProxyUnderTest proxy) throws InterruptedException {
        int size = PING.readableBytes();
        long[] latencies = new long[pings];
        AtomicInteger count = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(1);
        Map<ChannelHandlerContext, long[]> states = new HashMap<>();
        try (Crowd crowd = Crowd.of(
                sessions, load, Tls.port(tls, ports), MailClient.Dialect.IMAP, Tls.context(tls), (ctx, bytes) -> {
                    long[] state = states.get(ctx);
                    if (state == null) {
                        return;
                    }
                    state[1] += bytes.readableBytes();
                    if (state[1] == size) {
                        state[1] = 0;
                        long now = System.nanoTime();
                        int i = count.getAndIncrement();
                        if (i < pings) {
                            latencies[i] = now - state[0];
                            state[0] = now;
                            ctx.writeAndFlush(PING.duplicate());
                        } else {
                            done.countDown();
                        }
                    }
                })) {
            long cpu = proxy.cpuNanos();
            for (ChannelHandlerContext ctx : crowd.sessions()) {
                ctx.executor().execute(() -> {
                    states.put(ctx, new long[] {System.nanoTime(), 0});
                    ctx.writeAndFlush(PING.duplicate());
                });
            }
            if (!done.await(120, TimeUnit.SECONDS)) {
                throw new IllegalStateException("pings were lost");
            }
            double spent = (proxy.cpuNanos() - cpu) / 1e3 / pings;
            Arrays.sort(latencies);
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("cpu µs per ping", spent);
            figures.put("p50 µs", latencies[pings / 2] / 1e3);
            figures.put("p99 µs", latencies[(int) (pings * 0.99)] / 1e3);
            figures.put("p99.9 µs", latencies[(int) (pings * 0.999)] / 1e3);
            return figures;
        }
    }
}
