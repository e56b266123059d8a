package io.postern.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

/** The one configuration text that both proxies are started with. */
final class Configuration {
    private Configuration() {}

    static String text(Scenario.Ports ports, int authPort, int workers, Path certificate, String directives) {
        return """
                daemon off;
                worker_processes %d;
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
                    server { listen 127.0.0.1:%d ssl backlog=8192; protocol imap;
                             ssl_certificate %s; ssl_certificate_key %s; ssl_session_cache shared:bench:1m; }
                }
                """.formatted(
                        workers,
                        authPort,
                        directives,
                        ports.imap(),
                        ports.pop3(),
                        ports.smtp(),
                        ports.imaps(),
                        certificate.resolve("bench.crt"),
                        certificate.resolve("bench.key"));
    }

    /** Makes a key and a certificate in this folder with the openssl command. */
    static void makeCertificate(Path folder) throws IOException, InterruptedException {
        Process openssl = new ProcessBuilder(
                        "openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=bench.example -keyout bench.key -out bench.crt"
                                .split(" "))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.log").toFile())
                .start();
        if (openssl.waitFor() != 0) {
            throw new IOException("openssl made no certificate, see " + folder.resolve("openssl.log"));
        }
    }

    /** Four ports that nobody uses now. */
    static Scenario.Ports freePorts() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket a = new ServerSocket(0, 1, loopback);
                ServerSocket b = new ServerSocket(0, 1, loopback);
                ServerSocket c = new ServerSocket(0, 1, loopback);
                ServerSocket d = new ServerSocket(0, 1, loopback)) {
            return new Scenario.Ports(a.getLocalPort(), b.getLocalPort(), c.getLocalPort(), d.getLocalPort());
        }
    }
}
