package io.postern.net;

import io.netty.channel.ChannelException;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ThreadFactory;

/** Linux' sockets as bare descriptors. */
final class SocketTransport implements Transport {
    private static final int SOL_SOCKET = 1;
    private static final int SO_DOMAIN = 39;
    private static final int AF_UNIX = 1;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;

    private final Readiness readiness;
    private final LoopDoors doors = new LoopDoors();

    SocketTransport(Readiness readiness) {
        this.readiness = readiness;
    }

    @Override
    public IoEventLoopGroup loops(int count, ThreadFactory threads) {
        return new MultiThreadIoEventLoopGroup(count, threads, readiness.loops());
    }

    @Override
    public Listener bind(Listening wanted) throws IOException {
        Socket socket = open(wanted.address());
        try {
            prepare(socket, wanted);
            return new SocketListener(wanted, socket, readiness, doors);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public Listener adopt(int descriptor) throws IOException {
        Socket socket;
        boolean named;
        try {
            socket = new Socket(descriptor);
            // asked first: Netty reads a path as an address of IPv6
            named = socket.getIntOpt(SOL_SOCKET, SO_DOMAIN) == AF_UNIX;
        } catch (ChannelException e) {
            throw new IOException(e.getMessage(), e);
        }
        InetSocketAddress inet = named ? null : socket.localAddress();
        if (inet != null) {
            return new SocketListener(Listening.on(inet), socket, readiness, doors);
        }
        DomainSocketAddress unix = named ? socket.localDomainSocketAddress() : null;
        if (unix != null) {
            return new SocketListener(Listening.on(UnixDomainSocketAddress.of(unix.path())), socket, readiness, doors);
        }
        throw new IOException("Socket operation on non-socket");
    }

    private static void prepare(Socket socket, Listening wanted) throws IOException {
        socket.setReuseAddress(true);
        if (wanted.address() instanceof UnixDomainSocketAddress unix) {
            if (Files.exists(unix.getPath(), LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException(
                        "Address already in use"); // Netty would remove the file: somebody may listen there
            }
            socket.bind(new DomainSocketAddress(unix.getPath().toFile()));
            Files.setPosixFilePermissions(unix.getPath(), PosixFilePermissions.fromString("rw-rw-rw-"));
        } else {
            InetSocketAddress inet = (InetSocketAddress) wanted.address();
            if (inet.getAddress() instanceof Inet6Address) {
                socket.setIntOpt(IPPROTO_IPV6, IPV6_V6ONLY, wanted.ipv6only() ? 1 : 0);
            }
            socket.bind(inet);
        }
        socket.listen(wanted.backlog());
    }

    @Override
    public Wire connect(EventLoop loop, SocketAddress to, Wire.Events events) {
        Socket socket;
        try {
            socket = open(to);
        } catch (ChannelException e) {
            return NoWire.unmade(loop, to, e);
        }
        SocketWire wire = new SocketWire(socket, readiness, loop, to, null);
        wire.tell(events);
        wire.connect(
                to instanceof UnixDomainSocketAddress unix
                        ? new DomainSocketAddress(unix.getPath().toFile())
                        : to);
        return wire;
    }

    private static Socket open(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? LinuxSocket.newSocketStream(family(inet))
                : LinuxSocket.newSocketDomain();
    }

    private static SocketProtocolFamily family(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
    }
}
