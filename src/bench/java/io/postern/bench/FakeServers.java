package io.postern.bench;

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
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** The auth server and the three back ends behind the proxy, on one event loop, doing as little as they can. */
final class FakeServers implements AutoCloseable {
    private final Channel auth;
    private final Channel imap;
    private final Channel pop3;
    private final Channel smtp;

    FakeServers(EventLoopGroup loops) {
        imap = listen(loops, () -> new FakeBackend(FakeBackend.Dialect.IMAP));
        pop3 = listen(loops, () -> new FakeBackend(FakeBackend.Dialect.POP3));
        smtp = listen(loops, () -> new FakeBackend(FakeBackend.Dialect.SMTP));
        auth = listen(loops, AuthReply::new);
    }

    private static Channel listen(EventLoopGroup loops, Supplier<ChannelHandler> handler) {
        return new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 8192)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(handler.get());
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    private static int port(Channel channel) {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    int authPort() {
        return port(auth);
    }

    int imapPort() {
        return port(imap);
    }

    int pop3Port() {
        return port(pop3);
    }

    int smtpPort() {
        return port(smtp);
    }

    @Override
    public void close() {
        auth.close();
        imap.close();
        pop3.close();
        smtp.close();
    }

    /** Sends every login to the back end of its protocol; keeps the connection when asked in HTTP/1.1. */
    private final class AuthReply extends ChannelInboundHandlerAdapter {
        private final StringBuilder head = new StringBuilder();

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            head.append(bytes.toString(StandardCharsets.ISO_8859_1));
            bytes.release();
            int end = head.indexOf("\r\n\r\n");
            if (end < 0) {
                return;
            }
            int port = head.indexOf("Auth-Protocol: imap") > 0
                    ? imapPort()
                    : head.indexOf("Auth-Protocol: pop3") > 0 ? pop3Port() : smtpPort();
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
