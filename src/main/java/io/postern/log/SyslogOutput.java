package io.postern.log;

import io.postern.directive.Errno;
import io.postern.log.LogSpec.ToSyslog;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lines as RFC 3164 datagrams, over UDP or a Unix socket. Never waits: what the kernel does not take is reported to the process'
 * other logs, and the socket is opened anew with the next line.
 */
final class SyslogOutput implements Output {
    /** A socket that takes datagrams. */
    private interface Socket {
        void send(byte[] bytes, int length) throws IOException;

        void close();
    }

    /** In the order of syslog's severities, emerg being 0. */
    private static final List<Level> LEVELS = List.of(Level.values());

    private final ToSyslog spec;
    private final SocketAddress address;
    private final String host;
    private final boolean nulEnds;
    private final Supplier<Log> complaints;
    /** Who writes here now: what it says of our own failure does not come back here (ngx_syslog_writer's busy). */
    private final Set<Thread> busy = ConcurrentHashMap.newKeySet();

    private @Nullable Log told;
    private @Nullable Socket socket;

    /** A line was not sent, as this failed. */
    private record Failure(String call, IOException why) {}

    /**
     * @param address where to: UDP, or a Unix socket
     * @param host this machine's name
     * @param nulEnds whether a NUL ends a line, as what a client said may hold (ngx_syslog_writer)
     * @param complaints gives the log where failures are reported, asked at the first one
     */
    SyslogOutput(ToSyslog spec, SocketAddress address, String host, boolean nulEnds, Supplier<Log> complaints) {
        this.spec = spec;
        this.address = address;
        this.host = host;
        this.nulEnds = nulEnds;
        this.complaints = complaints;
        if (address instanceof InetSocketAddress) {
            loadAhead();
        }
    }

    /** The JDK's sockets take a library of their own, which it opens at the first one: there may be no descriptor left by then. */
    private static void loadAhead() {
        try {
            DatagramChannel.open().close();
        } catch (IOException e) {
            // without descriptors already: whoever sends is told
        }
    }

    @Override
    public boolean write(Level level, byte[] bytes, int length) {
        Thread own = Thread.currentThread();
        if (!busy.add(own)) {
            return true;
        }
        try {
            byte[] head = head(level);
            int text = nulEnds ? upToNul(bytes, length - 1) : length - 1;
            byte[] all = new byte[head.length + text];
            System.arraycopy(head, 0, all, 0, head.length);
            System.arraycopy(bytes, 0, all, head.length, text);
            Failure failure = send(all);
            if (failure != null) {
                // not while others wait for us: among the logs that hear of it may be one like this
                complain(failure);
            }
        } finally {
            busy.remove(own);
        }
        return true;
    }

    private static int upToNul(byte[] bytes, int length) {
        int n = 0;
        while (n < length && bytes[n] != 0) {
            n++;
        }
        return n;
    }

    private byte[] head(Level level) {
        int priority = spec.facility() * 8 + LEVELS.indexOf(level);
        return ("<" + priority + ">" + ErrorLog.clock().now().syslog() + (spec.hostname() ? " " + host : "") + " "
                        + spec.tag() + ": ")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private synchronized @Nullable Failure send(byte[] all) {
        String call = "connect()";
        try {
            Socket s = socket;
            if (s == null) {
                s = address instanceof UnixDomainSocketAddress unix
                        ? unix(unix.getPath().toString())
                        : udp(address);
                socket = s;
            }
            call = "send()";
            s.send(all, all.length);
            return null;
        } catch (IOException e) {
            if (Errno.of(e) == Errno.EAGAIN) {
                return null; // nobody reads fast enough: the line is lost, and nobody is told
            }
            close();
            return new Failure(String.valueOf(e.getMessage()).startsWith("socket()") ? "socket()" : call, e);
        }
    }

    private void complain(Failure failure) {
        int errno = Errno.of(failure.why);
        boolean gone = failure.call.equals("send()") && Errno.isDoneByPeers(errno);
        complaints().write(gone ? Level.ERROR : Level.ALERT, errno, failure.call + " failed");
    }

    private synchronized Log complaints() {
        Log log = told;
        if (log == null) {
            log = complaints.get();
            told = log;
        }
        return log;
    }

    @Override
    public synchronized void close() {
        Socket s = socket;
        socket = null;
        if (s != null) {
            s.close();
        }
    }

    private static Socket unix(String path) throws IOException {
        UnixDatagram datagram = new UnixDatagram(path);
        return new Socket() {
            @Override
            public void send(byte[] bytes, int length) throws IOException {
                datagram.send(bytes, length);
            }

            @Override
            public void close() {
                datagram.close();
            }
        };
    }

    /** The message begins with {@code socket()} where that failed. */
    private static DatagramChannel channel(SocketAddress address) throws IOException {
        boolean v6 = address instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet6Address;
        try {
            return DatagramChannel.open(v6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        } catch (IOException e) {
            throw new IOException("socket() failed" + Errno.form(Errno.of(e)), e);
        } catch (UnsupportedOperationException e) {
            throw new IOException("socket() failed" + Errno.form(Errno.EAFNOSUPPORT), e);
        }
    }

    private static Socket udp(SocketAddress address) throws IOException {
        DatagramChannel channel = channel(address);
        try {
            channel.configureBlocking(false);
            channel.connect(address);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new Socket() {
            @Override
            public void send(byte[] bytes, int length) throws IOException {
                channel.write(ByteBuffer.wrap(bytes, 0, length));
            }

            @Override
            public void close() {
                try {
                    channel.close();
                } catch (IOException e) {
                    // nothing is buffered
                }
            }
        };
    }
}
