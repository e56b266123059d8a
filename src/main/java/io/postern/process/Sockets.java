package io.postern.process;

import io.postern.session.CoreSettings;
import io.postern.session.Listen;
import io.postern.settings.ServerSettings;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which of the addresses listened on get a socket (ngx_mail_optimize_servers): a wildcard stands for others of its port. */
final class Sockets {
    private Sockets() {}

    static List<Listen> of(List<ServerSettings> servers) {
        Map<Object, List<Listen>> ports = new LinkedHashMap<>();
        for (ServerSettings server : servers) {
            for (Listen listen : server.get(CoreSettings.class).listens()) {
                ports.computeIfAbsent(port(listen.listening().address()), p -> new ArrayList<>())
                        .add(listen);
            }
        }
        List<Listen> sockets = new ArrayList<>();
        for (List<Listen> port : ports.values()) {
            boolean wildcard = port.stream().anyMatch(Listen::wildcard);
            port.stream().filter(l -> l.bind() && !l.wildcard()).forEach(sockets::add);
            port.stream().filter(l -> !l.bind() && !l.wildcard() && !wildcard).forEach(sockets::add);
            port.stream().filter(Listen::wildcard).forEach(sockets::add);
        }
        return sockets;
    }

    private static Object port(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? List.of(inet.getAddress().getAddress().length, inet.getPort())
                : "unix";
    }
}
