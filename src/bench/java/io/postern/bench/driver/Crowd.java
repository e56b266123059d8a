package io.postern.bench.driver;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A number of logged-in sessions held open, and what they do with what comes. One that is lost is the end of the scenario. */
public final class Crowd implements AutoCloseable {
    /** Logins under way at the same time. */
    private static final int AT_ONCE = 200;

    private static final int PATIENCE_SECONDS = 120;

    /** What one member does with bytes that reach it. */
    public interface Member {
        void received(ChannelHandlerContext ctx, ByteBuf bytes);
    }

    private final List<ChannelHandlerContext> sessions = new ArrayList<>();
    private final CompletableFuture<Void> broken = new CompletableFuture<>();
    private volatile boolean leaving;

    /** Logs in so many sessions and waits for the last (two minutes at most). */
    public static Crowd of(int size, Load load, int port, MailClient.Dialect dialect, Member member)
            throws InterruptedException {
        return of(size, load, port, dialect, null, member);
    }

    /**
     * The same over TLS where a context is given.
     *
     * @throws IllegalStateException when a session does not get in
     */
    public static Crowd of(
            int size, Load load, int port, MailClient.Dialect dialect, @Nullable SslContext tls, Member member)
            throws InterruptedException {
        Crowd crowd = new Crowd();
        CompletableFuture<Void> in = new CompletableFuture<>();
        AtomicInteger toStart = new AtomicInteger(size);
        AtomicInteger toCome = new AtomicInteger(size);
        class Joining implements MailClient.Task {
            void begin() {
                if (toStart.getAndDecrement() > 0) {
                    load.connect(port, dialect, tls, this);
                }
            }

            @Override
            public void loggedIn(ChannelHandlerContext ctx) {
                synchronized (crowd.sessions) {
                    crowd.sessions.add(ctx);
                }
                if (toCome.decrementAndGet() == 0) {
                    in.complete(null);
                }
                new Joining().begin();
            }

            @Override
            public void received(ChannelHandlerContext ctx, ByteBuf bytes) {
                member.received(ctx, bytes);
            }

            @Override
            public void failed(String why) {
                crowd.fail("a session did not get in: " + why);
            }

            @Override
            public void ended() {
                if (!crowd.leaving) {
                    crowd.fail("a session was lost");
                }
            }
        }
        for (int i = 0; i < AT_ONCE; i++) {
            new Joining().begin();
        }
        try {
            crowd.await(in, size + " logins");
        } catch (IllegalStateException e) {
            crowd.close();
            throw e;
        }
        return crowd;
    }

    public List<ChannelHandlerContext> sessions() {
        synchronized (sessions) {
            return List.copyOf(sessions);
        }
    }

    /** What a member got is not what it should have got. */
    public void fail(String why) {
        broken.completeExceptionally(new IllegalStateException(why));
    }

    /**
     * Waits until the members have done their work.
     *
     * @throws IllegalStateException when one of them was lost or failed, or after two minutes
     */
    public void await(CompletableFuture<?> work, String what) throws InterruptedException {
        try {
            CompletableFuture.anyOf(work, broken).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(what + " not done after " + PATIENCE_SECONDS + " s", e);
        } catch (ExecutionException e) {
            Throwable why = e.getCause();
            throw new IllegalStateException(String.valueOf(why == null ? e : why.getMessage()), e);
        }
        intact();
    }

    /**
     * Looks whether all are still there.
     *
     * @throws IllegalStateException when one is not
     */
    public void intact() {
        if (broken.isCompletedExceptionally()) {
            throw new IllegalStateException(
                    broken.handle((none, why) -> why.getMessage()).join());
        }
    }

    @Override
    public void close() {
        leaving = true;
        for (ChannelHandlerContext ctx : sessions()) {
            ctx.close();
        }
        for (ChannelHandlerContext ctx : sessions()) {
            ctx.channel().closeFuture().awaitUninterruptibly(10, TimeUnit.SECONDS);
        }
    }
}
