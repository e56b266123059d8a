package io.postern.bench.driver;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A number of logged-in sessions held open, and what they do with what comes. */
public final class Crowd implements AutoCloseable {
    /** What one member does with bytes that reach it. */
    public interface Member {
        void received(ChannelHandlerContext ctx, ByteBuf bytes);
    }

    private final List<ChannelHandlerContext> sessions = new ArrayList<>();
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();

    /** Logs in so many sessions, at most 200 at once, and waits for the last (a minute and a half at most). */
    public static Crowd of(int size, Load load, int port, MailClient.Dialect dialect, Member member)
            throws InterruptedException {
        return of(size, load, port, dialect, null, member);
    }

    /** The same over TLS where a context is given. */
    public static Crowd of(
            int size, Load load, int port, MailClient.Dialect dialect, @Nullable SslContext tls, Member member)
            throws InterruptedException {
        Crowd crowd = new Crowd();
        CountDownLatch in = new CountDownLatch(size);
        class Joining implements MailClient.Task {
            @Override
            public void loggedIn(ChannelHandlerContext ctx) {
                synchronized (crowd.sessions) {
                    crowd.sessions.add(ctx);
                }
                in.countDown();
                next();
            }

            void next() {
                if (in.getCount() >= 200) {
                    load.connect(port, dialect, tls, new Joining());
                }
            }

            @Override
            public void received(ChannelHandlerContext ctx, ByteBuf bytes) {
                member.received(ctx, bytes);
            }

            @Override
            public void failed(String why) {
                crowd.failure.compareAndSet(null, why);
                in.countDown();
            }
        }
        for (int i = 0; i < Math.min(size, 200); i++) {
            load.connect(port, dialect, tls, new Joining());
        }
        if (!in.await(90, TimeUnit.SECONDS)) {
            throw new IllegalStateException("sessions did not log in: " + in.getCount() + " of " + size + " missing");
        }
        crowd.check();
        return crowd;
    }

    public List<ChannelHandlerContext> sessions() {
        synchronized (sessions) {
            return List.copyOf(sessions);
        }
    }

    private void check() {
        String why = failure.get();
        if (why != null) {
            throw new IllegalStateException("a session failed: " + why);
        }
    }

    @Override
    public void close() {
        for (ChannelHandlerContext ctx : sessions()) {
            ctx.close();
        }
        for (ChannelHandlerContext ctx : sessions()) {
            ctx.channel().closeFuture().awaitUninterruptibly(10, TimeUnit.SECONDS);
        }
    }
}
