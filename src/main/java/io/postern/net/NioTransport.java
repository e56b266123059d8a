package io.postern.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ThreadFactory;

/**
 * The JDK's selector, for systems without epoll. It knows no send buffer of listening sockets, no keep-alive times, and its IPv6
 * sockets always take IPv4 clients too.
 */
final class NioTransport implements Transport {
    @Override
    public IoEventLoopGroup loops(int count, ThreadFactory threads) {
        return new MultiThreadIoEventLoopGroup(count, threads, NioIoHandler.newFactory());
    }

    @Override
    public Listener bind(Listening wanted) throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open(family(wanted.address()));
        try {
            boolean unix = wanted.address() instanceof UnixDomainSocketAddress;
            if (!unix) {
                socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            if (wanted.rcvbuf() >= 0) {
                socket.setOption(StandardSocketOptions.SO_RCVBUF, wanted.rcvbuf());
            }
            socket.bind(wanted.address(), wanted.backlog());
            if (wanted.address() instanceof UnixDomainSocketAddress path) {
                Files.setPosixFilePermissions(path.getPath(), PosixFilePermissions.fromString("rw-rw-rw-"));
            }
            socket.configureBlocking(false);
            Channel server = unix ? new NioServerDomainSocketChannel(socket) : new NioServerSocketChannel(socket);
            return new ChannelListener(wanted, server);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public Wire connect(EventLoop loop, SocketAddress to, Wire.Events events) {
        Channel channel;
        try {
            channel = to instanceof UnixDomainSocketAddress ? new NioDomainSocketChannel() : new NioSocketChannel();
        } catch (ChannelException e) {
            return NoWire.unmade(loop, to, e);
        }
        return connect(loop, channel, to, events);
    }

    private static Wire connect(EventLoop loop, Channel channel, SocketAddress to, Wire.Events events) {
        channel.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0);
        ChannelWire wire = new ChannelWire(channel, to, to);
        loop.register(channel);
        ChannelFuture connecting = channel.connect(to);
        if (connecting.isDone() && !connecting.isSuccess()) {
            wire.connected(connecting.cause());
            wire.tell(events);
        } else {
            wire.tell(events);
            connecting.addListener(done -> wire.connected(done.cause()));
        }
        return wire;
    }

    private static ProtocolFamily family(SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            return inet.getAddress() instanceof Inet6Address
                    ? StandardProtocolFamily.INET6
                    : StandardProtocolFamily.INET;
        }
        return StandardProtocolFamily.UNIX;
    }
}
