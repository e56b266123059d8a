package io.postern.session;

import io.postern.log.Log;
import io.postern.net.Acceptor;
import io.postern.net.Listening;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which sockets are needed for all the addresses listened on, and which gate is behind each (ngx_mail_optimize_servers): beside a
 * wildcard, addresses of the same port share its socket unless they ask for one of their own.
 */
public final class Doors {
    private final Sessions sessions;
    private final Map<Object, List<Door>> ports = new LinkedHashMap<>();

    /** One address, what is behind it, and who hears of failing accepts. */
    private record Door(Listen listen, Gate gate, Log log) {
        /** Where it stands among its port's: those with a socket of their own, those that share, the wildcard. */
        int rank() {
            return listen.wildcard() ? 2 : listen.bind() ? 0 : 1;
        }
    }

    public Doors(Sessions sessions) {
        this.sessions = sessions;
    }

    /**
     * Adds the addresses of one server, in the order of the configuration.
     *
     * @param log the server's log: hears when accept(2) fails
     */
    public void add(List<Listen> listens, Service service, Log log) {
        for (Listen listen : listens) {
            Gate gate = new Gate(listen.text(), listen.ssl(), listen.proxyProtocol(), service);
            ports.computeIfAbsent(port(listen.listening().address()), p -> new ArrayList<>())
                    .add(new Door(listen, gate, log));
        }
    }

    private static Object port(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? List.of(inet.getAddress().getAddress().length, inet.getPort())
                : "unix";
    }

    /** The sockets to listen on and who serves them. */
    public Map<Listening, Acceptor> sockets() {
        Map<Listening, Acceptor> sockets = new LinkedHashMap<>();
        for (List<Door> doors : ports.values()) {
            List<Door> sorted = new ArrayList<>(doors);
            sorted.sort((a, b) -> Integer.compare(a.rank(), b.rank()));
            boolean wildcard = sorted.get(sorted.size() - 1).listen().wildcard();
            Map<InetAddress, Gate> sharing = new LinkedHashMap<>();
            Log shared = null;
            for (Door door : sorted) {
                if (wildcard && door.rank() == 1) {
                    InetSocketAddress own =
                            (InetSocketAddress) door.listen().listening().address();
                    sharing.put(own.getAddress(), door.gate());
                    shared = shared == null ? door.log() : shared;
                } else {
                    Map<InetAddress, Gate> gates = door.rank() == 2 ? sharing : Map.of();
                    // of those that share a socket, the first one's log hears of it
                    Log log = shared == null ? door.log() : shared;
                    sockets.put(door.listen().listening(), new Doorman(gates, door.gate(), sessions, log));
                }
            }
        }
        return sockets;
    }
}
