package io.postern.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** The one configuration text that both proxies are started with. */
final class Configuration {
    private Configuration() {}

    static String text(Scenario.Ports ports, int authPort, int workers, String directives) {
        return """
                daemon off;
                worker_processes %d;
                worker_rlimit_nofile 65535;
                pid logs/bench.pid;
                error_log logs/error.log error;
                events { worker_connections 60000; }
                mail {
                    auth_http 127.0.0.1:%d/auth;
                    server_name bench.example;
                    timeout 120s;
                    smtp_auth plain login;
                    xclient on;
                    %s
                    server { listen 127.0.0.1:%d backlog=8192; protocol imap; }
                    server { listen 127.0.0.1:%d backlog=8192; protocol pop3; }
                    server { listen 127.0.0.1:%d backlog=8192; protocol smtp; }
                }
                """.formatted(workers, authPort, directives, ports.imap(), ports.pop3(), ports.smtp());
    }

    /** Three ports that nobody uses now. */
    static Scenario.Ports freePorts() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket a = new ServerSocket(0, 1, loopback);
                ServerSocket b = new ServerSocket(0, 1, loopback);
                ServerSocket c = new ServerSocket(0, 1, loopback)) {
            return new Scenario.Ports(a.getLocalPort(), b.getLocalPort(), c.getLocalPort());
        }
    }
}
