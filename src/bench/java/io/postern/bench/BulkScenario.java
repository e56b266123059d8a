package io.postern.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Megabytes from the back end to the client, or the other way, through so many sessions at once. */
record BulkScenario(boolean down, int sessions, int megabytes, String proxyBuffer, boolean tls) implements Scenario {
    private static final ByteBuf BLOCK =
            Unpooled.unreleasableBuffer(Unpooled.directBuffer(65536).writeZero(65536));

    @Override
    public String name() {
        return (tls ? "tls " : "") + "bulk " + (down ? "down" : "up") + ", " + sessions + " session"
                + (sessions == 1 ? "" : "s") + ", " + proxyBuffer;
    }

    @Override
    public String directives() {
        return "proxy_buffer " + proxyBuffer + "; imap_client_buffer " + proxyBuffer + ";";
    }

    @Override
    public Map<String, Double> run(Load load, Ports ports, ProxyUnderTest proxy) throws InterruptedException {
        long each = megabytes * 1_000_000L / sessions;
        CountDownLatch done = new CountDownLatch(sessions);
        Map<ChannelHandlerContext, long[]> left = new java.util.HashMap<>();
        try (Crowd crowd = Crowd.of(
                sessions, load, Tls.port(tls, ports), MailClient.Dialect.IMAP, Tls.context(tls), (ctx, bytes) -> {
                    if (!down) {
                        done.countDown(); // the back end's "OK": it has taken all
                        return;
                    }
                    long[] rest = left.computeIfAbsent(ctx, c -> new long[] {each});
                    rest[0] -= bytes.readableBytes();
                    if (rest[0] == 0) {
                        done.countDown();
                    }
                })) {
            long cpu = proxy.cpuNanos();
            long start = System.nanoTime();
            String order = (down ? "PUSH " : "SINK ") + each + "\r\n";
            for (ChannelHandlerContext ctx : crowd.sessions()) {
                ctx.writeAndFlush(Unpooled.copiedBuffer(order, StandardCharsets.ISO_8859_1));
                if (!down) {
                    ctx.executor().execute(() -> push(ctx, each));
                }
            }
            if (!done.await(120, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the bytes did not arrive");
            }
            double gigabytes = megabytes / 1000.0;
            return Map.of(
                    "cpu s per GB",
                    (proxy.cpuNanos() - cpu) / 1e9 / gigabytes,
                    "wall s per GB",
                    (System.nanoTime() - start) / 1e9 / gigabytes);
        }
    }

    private static void push(ChannelHandlerContext ctx, long rest) {
        int n = (int) Math.min(rest, BLOCK.capacity());
        ctx.writeAndFlush(BLOCK.slice(0, n).retain()).addListener(sent -> {
            if (sent.isSuccess() && rest > n) {
                ctx.executor().execute(() -> push(ctx, rest - n));
            }
        });
    }
}
