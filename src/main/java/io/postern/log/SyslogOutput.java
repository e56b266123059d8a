package io.postern.log;

import io.postern.directive.Errno;
import io.postern.log.LogSpec.ToSyslog;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
    private final Log complaints;
    private @Nullable Socket socket;
    private boolean busy;

    /**
     * @param address where to: UDP, or a Unix socket
     * @param host this machine's name
     * @param nulEnds whether a NUL ends a line, as what a client said may hold (ngx_syslog_writer)
     * @param complaints where a failed send is reported
     */
    SyslogOutput(ToSyslog spec, SocketAddress address, String host, boolean nulEnds, Log complaints) {
        this.spec = spec;
        this.address = address;
        this.host = host;
        this.nulEnds = nulEnds;
        this.complaints = complaints;
    }

    @Override
    public synchronized void write(Level level, byte[] bytes, int length) {
        if (busy) {
            return; // a report of our own failure
        }
        busy = true;
        try {
            byte[] head = head(level);
            int text = nulEnds ? upToNul(bytes, length - 1) : length - 1;
            byte[] all = new byte[head.length + text];
            System.arraycopy(head, 0, all, 0, head.length);
            System.arraycopy(bytes, 0, all, head.length, text);
            send(all);
        } finally {
            busy = false;
        }
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

    private void send(byte[] all) {
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
        } catch (IOException e) {
            if (Errno.of(e) == Errno.EAGAIN) {
                return; // nobody reads fast enough: the line is lost, and nobody is told
            }
            close();
            if (Errno.of(e) == Errno.EMFILE || Errno.of(e) == Errno.ENFILE) {
                call = "socket()";
            }
            boolean gone = call.equals("send()") && Errno.isDoneByPeers(Errno.of(e));
            complaints.write(gone ? Level.ERROR : Level.ALERT, Errno.of(e), call + " failed");
        }
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

    private static Socket udp(SocketAddress address) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
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
