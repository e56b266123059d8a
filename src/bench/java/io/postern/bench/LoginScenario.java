package io.postern.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Connect, log in, leave: so many times, so many at once. */
record LoginScenario(MailClient.Dialect dialect, int logins, int atOnce, String directives) implements Scenario {
    @Override
    public String name() {
        return "login " + dialect.name().toLowerCase(Locale.ROOT) + (directives.isEmpty() ? "" : " " + directives);
    }

    @Override
    public Map<String, Double> run(Load load, Ports ports, ProxyUnderTest proxy) throws InterruptedException {
        AtomicInteger toStart = new AtomicInteger(logins);
        CountDownLatch done = new CountDownLatch(logins);
        AtomicReference<@Nullable String> failure = new AtomicReference<>();
        class Visit implements MailClient.Task {
            void begin() {
                if (toStart.getAndDecrement() > 0) {
                    load.connect(ports.of(dialect), dialect, new Visit());
                }
            }

            @Override
            public void loggedIn(ChannelHandlerContext ctx) {
                ctx.close().addListener(closed -> {
                    done.countDown();
                    begin();
                });
            }

            @Override
            public void received(ChannelHandlerContext ctx, ByteBuf bytes) {}

            @Override
            public void failed(String why) {
                failure.compareAndSet(null, why);
                done.countDown();
                begin();
            }
        }
        long cpu = proxy.cpuNanos();
        long start = System.nanoTime();
        for (int i = 0; i < atOnce; i++) {
            new Visit().begin();
        }
        if (!done.await(120, TimeUnit.SECONDS) || failure.get() != null) {
            throw new IllegalStateException("logins failed: " + failure.get());
        }
        long wall = System.nanoTime() - start;
        return Map.of(
                "cpu µs per login", (proxy.cpuNanos() - cpu) / 1e3 / logins, "wall µs per login", wall / 1e3 / logins);
    }
}
