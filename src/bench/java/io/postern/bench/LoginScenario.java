package io.postern.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.OpenSslContext;
import io.netty.handler.ssl.SslContext;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Connect, log in, leave: so many times, so many at once. */
record LoginScenario(MailClient.Dialect dialect, int logins, int atOnce, Security security, String directives)
        implements Scenario {
    /** In clear, or over TLS with or without what an earlier session agreed on. */
    enum Security {
        CLEAR,
        FULL_HANDSHAKE,
        RESUMED
    }

    @Override
    public String name() {
        String how =
                switch (security) {
                    case CLEAR -> "";
                    case FULL_HANDSHAKE -> "tls full handshake, ";
                    case RESUMED -> "tls resumed, ";
                };
        return how + "login " + dialect.name().toLowerCase(Locale.ROOT)
                + (directives.isEmpty() ? "" : " " + directives);
    }

    @Override
    public Map<String, Double> run(Load load, Ports ports, ProxyUnderTest proxy) throws InterruptedException {
        AtomicInteger toStart = new AtomicInteger(logins);
        CountDownLatch done = new CountDownLatch(logins);
        AtomicReference<@Nullable String> failure = new AtomicReference<>();
        boolean tls = security != Security.CLEAR;
        SslContext common = Tls.context(tls);
        if (common instanceof OpenSslContext openSsl) {
            openSsl.sessionContext().setSessionCacheEnabled(security == Security.RESUMED);
        }
        int port = tls ? ports.imaps() : ports.of(dialect);
        class Visit implements MailClient.Task {
            void begin() {
                if (toStart.getAndDecrement() > 0) {
                    load.connect(port, dialect, common, new Visit());
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
