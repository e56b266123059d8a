package io.postern.bench.driver;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The auth server and the three back ends behind the proxy, on one event loop, doing as little as they can. */
final class FakeServers implements AutoCloseable {
    private final EventLoopGroup loop;
    private final List<Channel> channels = new ArrayList<>();
    private final AtomicLong visitors = new AtomicLong();
    private final Ports backends;
    private final int auth;

    FakeServers(EventLoopGroup loop) {
        this.loop = loop;
        backends = new Ports(
                listen(() -> new FakeBackend(MailClient.Dialect.IMAP, visitors)),
                listen(() -> new FakeBackend(MailClient.Dialect.POP3, visitors)),
                listen(() -> new FakeBackend(MailClient.Dialect.SMTP, visitors)),
                0);
        auth = listen(AuthReply::new);
    }

    private int listen(Supplier<ChannelHandler> handler) {
        int port = Ports.one();
        channels.add(new ServerBootstrap()
                .group(loop)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 8192)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(handler.get());
                    }
                })
                .bind("127.0.0.1", port)
                .syncUninterruptibly()
                .channel());
        return port;
    }

    int auth() {
        return auth;
    }

    /** How many connections the back ends have had. */
    long visitors() {
        return visitors.get();
    }

    Ports backends() {
        return backends;
    }

    @Override
    public void close() {
        channels.forEach(Channel::close);
    }

    /** Sends every login to the back end of its protocol; keeps the connection when asked in HTTP/1.1. */
    private final class AuthReply extends ChannelInboundHandlerAdapter {
        private final StringBuilder head = new StringBuilder();

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            head.append(bytes.toString(StandardCharsets.ISO_8859_1));
            bytes.release();
            if (head.indexOf("\r\n\r\n") < 0) {
                return;
            }
            int port = head.indexOf("Auth-Protocol: imap") > 0
                    ? backends.imap()
                    : head.indexOf("Auth-Protocol: pop3") > 0 ? backends.pop3() : backends.smtp();
            boolean keep = head.indexOf(" HTTP/1.1\r\n") > 0;
            head.setLength(0);
            String reply = (keep ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" : "HTTP/1.0 200 OK\r\n")
                    + "Auth-Status: OK\r\nAuth-Server: 127.0.0.1\r\nAuth-Port: " + port + "\r\n\r\n";
            var sent = ctx.writeAndFlush(Unpooled.copiedBuffer(reply, StandardCharsets.ISO_8859_1));
            if (!keep) {
                sent.addListener(done -> ctx.close());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
