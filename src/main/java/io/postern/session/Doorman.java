package io.postern.session;

import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.net.Acceptor;
import io.postern.net.ConnectionError;
import io.postern.net.Guarded;
import io.postern.net.Wire;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;

/**
 * Starts sessions for the connections of one listening socket: at the gate of the address that the client connected to, else at the
 * last one (ngx_mail_init_connection).
 */
public final class Doorman implements Acceptor {
    private final Map<InetAddress, Gate> gates;
    private final Gate otherwise;
    private final Sessions sessions;
    private final Log log;

    /**
     * Serves one listening socket.
     *
     * @param gates the addresses that have a gate of their own while the socket listens on all
     * @param log is told when accepting fails
     */
    public Doorman(Map<InetAddress, Gate> gates, Gate otherwise, Sessions sessions, Log log) {
        this.gates = Map.copyOf(gates);
        this.otherwise = otherwise;
        this.sessions = sessions;
        this.log = log;
    }

    @Override
    public void accept(Wire wire) {
        Gate gate = otherwise;
        if (!gates.isEmpty() && wire.local() instanceof InetSocketAddress local) {
            gate = gates.getOrDefault(local.getAddress(), otherwise);
        }
        Guarded.run(new Session(gate, wire, sessions));
    }

    @Override
    public void failed(SocketAddress address, int errno) {
        log.write(ConnectionError.acceptLevel(errno), errno, "accept4() failed");
    }

    /** ngx_get_connection. */
    @Override
    public void full(int most) {
        sessions.refused();
        log.write(Level.ALERT, most + " worker_connections are not enough");
    }
}
