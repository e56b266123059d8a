package io.postern.bench.scenario;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.postern.bench.contender.Running;
import io.postern.bench.contender.Setup;
import io.postern.bench.driver.ClientTls;
import io.postern.bench.driver.Crowd;
import io.postern.bench.driver.Load;
import io.postern.bench.driver.MailClient;
import io.postern.bench.measure.Sample;
import io.postern.bench.measure.Unit;
import io.postern.bench.measure.Window;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Megabytes from the back end to the client, or the other way, through so many sessions at once. */
record Bulk(boolean down, int sessions, int megabytes, boolean tls, Setup setup) implements Traffic {
    private static final ByteBuf BLOCK =
            Unpooled.unreleasableBuffer(Unpooled.directBuffer(65536).writeZero(65536));

    @Override
    public String name() {
        String name = (tls ? "tls " : "") + "bulk " + (down ? "down" : "up") + ", " + sessions + " session"
                + (sessions == 1 ? "" : "s");
        return Traffic.named(name, setup) + (setup.buffer() == 4 ? ", 4k" : "");
    }

    @Override
    public boolean direct() {
        return !tls;
    }

    @Override
    public Traffic inspected() {
        return new Bulk(down, sessions, Math.max(sessions, megabytes / 4), tls, setup);
    }

    @Override
    public Sample run(Load load, Running proxy, Window window) throws Exception {
        long each = megabytes * 1_000_000L / sessions;
        long due = down ? each : "OK\r\n".length(); // the back end's word when it has taken all
        CompletableFuture<Void> done = new CompletableFuture<>();
        Map<ChannelHandlerContext, long[]> left = new HashMap<>();
        int[] busy = {sessions};
        int port = proxy.ports().imap(tls);
        try (Crowd crowd =
                Crowd.of(sessions, load, port, MailClient.Dialect.IMAP, ClientTls.context(tls), (ctx, bytes) -> {
                    long[] rest = left.computeIfAbsent(ctx, c -> new long[] {due});
                    rest[0] -= bytes.readableBytes();
                    if (rest[0] < 0) {
                        done.completeExceptionally(new IllegalStateException("more bytes came than were sent"));
                    } else if (rest[0] == 0 && --busy[0] == 0) {
                        done.complete(null);
                    }
                })) {
            window.open();
            String order = (down ? "PUSH " : "SINK ") + each + "\r\n";
            for (ChannelHandlerContext ctx : crowd.sessions()) {
                ctx.writeAndFlush(Unpooled.copiedBuffer(order, StandardCharsets.ISO_8859_1));
                if (!down) {
                    ctx.executor().execute(() -> push(ctx, each));
                }
            }
            crowd.await(done, "moving " + megabytes + " MB");
            window.close();
        }
        Sample sample = new Sample();
        window.tell(sample, each * sessions / 1e9, Unit.GIGABYTE);
        return sample;
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
