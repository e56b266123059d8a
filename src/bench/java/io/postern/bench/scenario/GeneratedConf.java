package io.postern.bench.scenario;

import io.postern.bench.driver.Ports;

/** Files of any length for the commands that read them. */
public final class GeneratedConf {
    /** About a hundred lines, as a small mail host has them. */
    static final int TYPICAL_SERVERS = 9;

    private GeneratedConf() {}

    /** A valid file with so many servers of eleven lines each, each on an address of its own, the last one on 127.0.0.1. */
    public static String servers(int count, int port) {
        StringBuilder text = new StringBuilder("daemon off;\npid logs/bench.pid;\nerror_log logs/error.log error;\n")
                .append("events { worker_connections ")
                .append(count + 512)
                .append("; }\nmail {\n    auth_http 127.0.0.1:9/;\n");
        for (int i = count - 1; i >= 0; i--) {
            String address = i == 0 ? "127.0.0.1" : "127.1." + i / 250 + "." + (1 + i % 250);
            text.append("""
                        server {
                            listen %s:%d;
                            protocol imap;
                            server_name mail.example.com;
                            proxy_buffer 8k;
                            timeout 60s;
                            proxy_timeout 1h;
                            imap_capabilities IMAP4 IMAP4rev1 "UIDPLUS";
                            proxy_pass_error_message on;
                            auth_http_header X-Key "value of a key";
                        }
                    """.formatted(address, port));
        }
        return text.append("}\n").toString();
    }

    static String servers(int count) {
        return servers(count, Ports.one());
    }
}
