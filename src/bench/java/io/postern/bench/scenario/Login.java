package io.postern.bench.scenario;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslContext;
import io.postern.bench.contender.Contender;
import io.postern.bench.contender.Dovecot;
import io.postern.bench.contender.Running;
import io.postern.bench.contender.Setup;
import io.postern.bench.driver.ClientTls;
import io.postern.bench.driver.Load;
import io.postern.bench.driver.MailClient;
import io.postern.bench.measure.Latencies;
import io.postern.bench.measure.Sample;
import io.postern.bench.measure.Unit;
import io.postern.bench.measure.Window;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Connect, log in, leave: so many times, so many at once, each visitor followed by the next. */
record Login(MailClient.Dialect dialect, int logins, int atOnce, Security security, Setup setup) implements Traffic {
    /** In clear, or over TLS with or without what an earlier session agreed on. */
    enum Security {
        CLEAR,
        FULL,
        RESUMED,
        FULL_1_2
    }

    @Override
    public String name() {
        String how =
                switch (security) {
                    case CLEAR -> "";
                    case FULL -> "tls full handshake, ";
                    case RESUMED -> "tls resumed, ";
                    case FULL_1_2 -> "tls 1.2 full handshake, ";
                };
        return Traffic.named(how + "login " + dialect.name().toLowerCase(Locale.ROOT), setup);
    }

    @Override
    public @Nullable String unfit(Contender contender) {
        return dialect == MailClient.Dialect.SMTP && contender instanceof Dovecot
                ? "is given IMAP and POP3 alone"
                : Traffic.super.unfit(contender);
    }

    @Override
    public Traffic inspected() {
        return new Login(dialect, Math.max(atOnce, logins / 10), atOnce, security, setup);
    }

    private @Nullable SslContext tls() {
        return switch (security) {
            case CLEAR -> null;
            case FULL -> ClientTls.context("TLSv1.3", "TLS_AES_128_GCM_SHA256", false);
            case RESUMED -> ClientTls.context("TLSv1.3", "TLS_AES_128_GCM_SHA256", true);
            case FULL_1_2 -> ClientTls.context("TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256", false);
        };
    }

    @Override
    public Sample run(Load load, Running proxy, Window window) throws Exception {
        SslContext tls = tls();
        int port = tls == null ? proxy.ports().of(dialect) : proxy.ports().imaps();
        Visits visits = new Visits(load, port, dialect, tls, logins);
        long before = load.visitors();
        window.open();
        visits.begin(atOnce);
        visits.await();
        window.close();
        if (load.visitors() - before != logins) {
            throw new IllegalStateException(
                    logins + " logins led to " + (load.visitors() - before) + " visits to the back end");
        }
        Sample sample = new Sample();
        window.tell(sample, logins, Unit.LOGIN);
        visits.latencies.tell(sample);
        return sample;
    }

    /** So many logins; also the other scenarios' background. */
    static final class Visits {
        final Latencies latencies;
        private final Load load;
        private final int port;
        private final MailClient.Dialect dialect;
        private final @Nullable SslContext tls;
        private final AtomicInteger toStart;
        private final CountDownLatch done;
        private final AtomicReference<@Nullable String> failure = new AtomicReference<>();

        Visits(Load load, int port, MailClient.Dialect dialect, @Nullable SslContext tls, int logins) {
            this.load = load;
            this.port = port;
            this.dialect = dialect;
            this.tls = tls;
            latencies = new Latencies(logins);
            toStart = new AtomicInteger(logins);
            done = new CountDownLatch(logins);
        }

        void begin(int atOnce) {
            for (int i = 0; i < atOnce; i++) {
                new Visit().begin();
            }
        }

        /** Waits for the last; two minutes at most. */
        void await() throws InterruptedException {
            boolean all = done.await(120, TimeUnit.SECONDS);
            if (!all || failure.get() != null) {
                throw new IllegalStateException(
                        "logins failed: " + (all ? "" : done.getCount() + " are missing; ") + failure.get());
            }
        }

        private final class Visit implements MailClient.Task {
            private long start;

            void begin() {
                if (toStart.getAndDecrement() > 0) {
                    start = System.nanoTime();
                    load.connect(port, dialect, tls, new Visit(start));
                }
            }

            Visit() {}

            private Visit(long start) {
                this.start = start;
            }

            @Override
            public void loggedIn(ChannelHandlerContext ctx) {
                latencies.add(System.nanoTime() - start);
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
    }
}
