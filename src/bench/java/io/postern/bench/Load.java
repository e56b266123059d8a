package io.postern.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.concurrent.TimeUnit;

/** The driver's two threads: one for the clients, one for the servers behind the proxy. */
final class Load implements AutoCloseable {
    private final EventLoopGroup clients = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoopGroup behind = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final FakeServers servers = new FakeServers(behind);

    FakeServers servers() {
        return servers;
    }

    /** Opens one client connection; its fate goes to the task. */
    void connect(int port, MailClient.Dialect dialect, MailClient.Task task) {
        new Bootstrap()
                .group(clients)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
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
