package io.postern.bench.driver;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The driver's two threads: one for the clients, one for the servers behind the proxy. */
public final class Load implements AutoCloseable {
    private static final List<SocketAddress> SOURCES =
            IntStream.rangeClosed(1, 8).mapToObj(Load::source).toList();

    private final EventLoopGroup clients = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoopGroup behind = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final FakeServers servers = new FakeServers(behind);
    private final AtomicInteger count = new AtomicInteger();

    private static SocketAddress source(int last) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last}), 0);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /** Where the auth server listens. */
    public int authPort() {
        return servers.auth();
    }

    /** Where the back ends listen. */
    public Ports backends() {
        return servers.backends();
    }

    /** How many connections the back ends have had. */
    public long visitors() {
        return servers.visitors();
    }

    /** Opens one client connection in clear; its fate goes to the task. */
    public void connect(int port, MailClient.Dialect dialect, MailClient.Task task) {
        connect(port, dialect, null, task);
    }

    /** Opens one client connection, encrypted where a context is given; its fate goes to the task. */
    public void connect(int port, MailClient.Dialect dialect, @Nullable SslContext tls, MailClient.Task task) {
        // several source addresses: one has only 28,000 ports
        SocketAddress source = SOURCES.get(Math.floorMod(count.getAndIncrement(), SOURCES.size()));
        new Bootstrap()
                .group(clients)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            // the peer's name and port are the key of the client's session cache
                            channel.pipeline().addLast(tls.newHandler(channel.alloc(), "127.0.0.1", port));
                        }
                        channel.pipeline().addLast(new MailClient(dialect, task));
                    }
                })
                .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), source)
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        task.failed("connect: " + connected.cause().getMessage());
                    }
                });
    }

    @Override
    public void close() {
        servers.close();
        clients.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        behind.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
