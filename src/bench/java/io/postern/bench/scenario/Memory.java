package io.postern.bench.scenario;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.postern.bench.contender.Running;
import io.postern.bench.contender.Setup;
import io.postern.bench.driver.ClientTls;
import io.postern.bench.driver.Crowd;
import io.postern.bench.driver.Load;
import io.postern.bench.driver.MailClient;
import io.postern.bench.measure.Jvm;
import io.postern.bench.measure.Sample;
import io.postern.bench.measure.Window;
import java.nio.charset.StandardCharsets;

/**
 * What so many logged-in sessions hold: idle, or with a client that never reads while its back end sends. A first hundred sessions
 * are there before the first look, so that what a proxy takes once is not counted as theirs.
 *
 * @param stalled whether the clients stop reading; their back ends then send more than all socket buffers take
 */
record Memory(boolean stalled, int sessions, boolean tls, Setup setup) implements Traffic {
    private static final int FIRST = 100;
    private static final int SETTLE_MILLIS = 1500;

    @Override
    public String name() {
        return Traffic.named((tls ? "tls " : "") + sessions + (stalled ? " stalled" : " idle") + " sessions", setup)
                + (stalled && setup.buffer() == 4 ? ", 4k" : "");
    }

    @Override
    public boolean fresh() {
        return true;
    }

    @Override
    public Sample run(Load load, Running proxy, Window window) throws Exception {
        int first = Math.min(FIRST, sessions / 2);
        try (Crowd few = crowd(first, load, proxy)) {
            if (stalled) {
                stall(few);
            }
            Thread.sleep(SETTLE_MILLIS);
            Jvm.collectGarbage(proxy.pid());
            double before = proxy.pssKib();
            try (Crowd rest = crowd(sessions - first, load, proxy)) {
                Thread.sleep(SETTLE_MILLIS);
                Sample sample = new Sample();
                if (stalled) {
                    Jvm.collectGarbage(proxy.pid());
                    double idle = proxy.pssKib();
                    stall(rest);
                    Thread.sleep(2 * SETTLE_MILLIS);
                    double held = settled(proxy, sample, before);
                    sample.note("KB more than idle, each", (held - idle) / (sessions - first));
                } else {
                    settled(proxy, sample, before);
                }
                few.intact();
                rest.intact();
                return sample;
            }
        }
    }

    private double settled(Running proxy, Sample sample, double before) throws Exception {
        double untidy = proxy.pssKib();
        Jvm.collectGarbage(proxy.pid());
        double after = proxy.pssKib();
        sample.less("Pss MB", after / 1024);
        sample.less("Pss KB/session", (after - before) / (sessions - Math.min(FIRST, sessions / 2)));
        sample.note("Pss MB before GC", untidy / 1024);
        return after;
    }

    private Crowd crowd(int size, Load load, Running proxy) throws InterruptedException {
        return Crowd.of(
                size,
                load,
                proxy.ports().imap(tls),
                MailClient.Dialect.IMAP,
                ClientTls.context(tls),
                (ctx, bytes) -> {});
    }

    private static void stall(Crowd crowd) {
        for (ChannelHandlerContext ctx : crowd.sessions()) {
            // small socket buffers at both ends: the kernel's memory for thousands of full ones would run out
            ctx.channel().config().setAutoRead(false);
            ctx.channel().config().setOption(ChannelOption.SO_RCVBUF, 8192);
            ctx.writeAndFlush(Unpooled.copiedBuffer("HOLD 8000000\r\n", StandardCharsets.ISO_8859_1));
        }
    }
}
