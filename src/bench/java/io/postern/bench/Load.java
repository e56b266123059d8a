package io.postern.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The driver's two threads: one for the clients, one for the servers behind the proxy. */
final class Load implements AutoCloseable {
    private final EventLoopGroup clients = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoopGroup behind = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final FakeServers servers = new FakeServers(behind);

    FakeServers servers() {
        return servers;
    }

    /** Opens one client connection in clear; its fate goes to the task. */
    void connect(int port, MailClient.Dialect dialect, MailClient.Task task) {
        connect(port, dialect, null, task);
    }

    /** Opens one client connection, encrypted where a context is given; its fate goes to the task. */
    void connect(int port, MailClient.Dialect dialect, @Nullable SslContext tls, MailClient.Task task) {
        new Bootstrap()
                .group(clients)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
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
                .connect("127.0.0.1", port)
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
