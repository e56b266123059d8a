package io.postern.net;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.Socket;
import io.postern.directive.Errno;
import io.postern.log.Level;
import io.postern.log.Log;
import java.io.IOException;

/**
 * What {@code listen} says of a socket besides its address, set at each start and reload. What is no longer said stays as it is; what the system refuses is logged, and no more (ngx_configure_listening_sockets).
 */
final class Tuning {
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_KEEPIDLE = 4;
    private static final int TCP_KEEPINTVL = 5;
    private static final int TCP_KEEPCNT = 6;

    private final Socket socket;
    private final String address;
    private final Log log;

    Tuning(Socket socket, Listening wanted, Log log) {
        this.socket = socket;
        this.address = AddressText.withPort(wanted.address());
        this.log = log;
    }

    private interface Setting {
        void set() throws IOException;
    }

    void apply(Listening before, Listening wanted) {
        if (wanted.rcvbuf() != -1) {
            option("SO_RCVBUF", wanted.rcvbuf(), () -> socket.setReceiveBufferSize(wanted.rcvbuf()));
        }
        if (wanted.sndbuf() != -1) {
            option("SO_SNDBUF", wanted.sndbuf(), () -> socket.setSendBufferSize(wanted.sndbuf()));
        }
        Listening.Keepalive keepalive = wanted.keepalive();
        if (keepalive.use() != Listening.Keepalive.Use.AS_IS) {
            boolean on = keepalive.use() == Listening.Keepalive.Use.ON;
            option("SO_KEEPALIVE", on ? 1 : 0, () -> socket.setKeepAlive(on));
        }
        tcp("TCP_KEEPIDLE", TCP_KEEPIDLE, keepalive.idle());
        tcp("TCP_KEEPINTVL", TCP_KEEPINTVL, keepalive.interval());
        tcp("TCP_KEEPCNT", TCP_KEEPCNT, keepalive.count());
        if (wanted.backlog() != before.backlog()) {
            attempt("listen() to " + address + ", backlog " + wanted.backlog(), () -> socket.listen(wanted.backlog()));
        }
    }

    private void tcp(String name, int option, int value) {
        if (value != 0) {
            option(name, value, () -> socket.setIntOpt(IPPROTO_TCP, option, value));
        }
    }

    private void option(String name, int value, Setting setting) {
        attempt("setsockopt(" + name + ", " + value + ") " + address, setting);
    }

    private void attempt(String call, Setting setting) {
        try {
            setting.set();
        } catch (IOException | ChannelException e) { // which of them it is depends on the option
            log.write(Level.ALERT, Errno.of(e), call + " failed, ignored");
        }
    }
}
