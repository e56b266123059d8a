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
                Object port = port(listen.listening().address());
                List<Listen> known = ports.get(port);
                if (known == null) {
                    known = new ArrayList<>(1);
                    ports.put(port, known);
                }
                known.add(listen);
            }
        }
        List<Listen> sockets = new ArrayList<>();
        for (List<Listen> port : ports.values()) {
            List<Listen> wildcards = new ArrayList<>(1);
            List<Listen> others = new ArrayList<>(1);
            for (Listen listen : port) {
                if (listen.wildcard()) {
                    wildcards.add(listen);
                } else if (listen.bind()) {
                    sockets.add(listen);
                } else {
                    others.add(listen);
                }
            }
            sockets.addAll(wildcards.isEmpty() ? others : wildcards);
        }
        return sockets;
    }

    private static Object port(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? List.of(inet.getAddress().getAddress().length, inet.getPort())
                : "unix";
    }
}
