package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * openssl s_client, Python's ssl and curl, in every protocol, from the first byte on and after STARTTLS, in TLS 1.2 and 1.3: a second
 * connection resumes the first by the cache, by a ticket or not at all, and at another server if both share a zone (tls_clients.py), as
 * with nginx.
 */
class TlsClientsIT {
    /** Whoever shares a zone shares its ticket keys, across protocols; not who inherits one and says none or off. */
    private static final String ZONES = """
            zones %1$s zoneimap is known to zoneimap zonepop3 zonestart
            zones %1$s zonepop3 is known to zoneimap zonepop3 zonestart
            zones %1$s zonestart is known to zoneimap zonepop3 zonestart
            zones %1$s zoneother is known to zoneother
            zones %1$s zonenone is known to zonenone
            zones %1$s zoneoff is known to zoneoff
            """;

    @TempDir
    Path root;

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void secondConnection_resumesTheFirst() throws Exception {
        assertEquals(expected(true), seen(Program.postern(), "postern"));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void secondConnection_resumesTheFirst_withNginx() throws Exception {
        Optional<Program> nginx = Program.nginx();
        Assumptions.assumeTrue(nginx.isPresent(), "needs nginx with mail (POSTERN_NGINX)");
        // before, a zone had no ticket keys
        boolean shared = nginx.get().isAtLeast("1.23.2");
        assertEquals(without(shared, expected(false)), without(shared, seen(nginx.get(), "nginx")));
    }

    private static String without(boolean nothing, String lines) {
        return nothing ? lines : lines.replaceAll("(?m)^zones .*\n", "");
    }

    private static String expected(boolean ours) {
        StringBuilder all = new StringBuilder(ZONES.formatted("1.2") + ZONES.formatted("1.3"));
        for (String client : List.of("s_client", "python", "curl")) {
            for (String protocol : List.of("imap", "pop3", "smtp")) {
                for (String start : List.of("implicit", "starttls")) {
                    for (String version : List.of("1.2", "1.3")) {
                        for (String way : ways(client, start, version)) {
                            // BoringSSL has no tickets of TLSv1.3 that stand for a session in a cache; tls.md says so
                            boolean lacks = ours && version.equals("1.3") && way.equals("cache");
                            String second = way.equals("never") || lacks ? "whole" : "resumed";
                            all.append("%s %s %s %s: %s whole, %s %s\n"
                                    .formatted(client, protocol, start, way, version, version, second));
                        }
                    }
                }
            }
        }
        return all.toString();
    }

    /** curl wants no tickets below TLS 1.3, and those of TLS 1.3 behind STARTTLS come too late for it. */
    private static List<String> ways(String client, String start, String version) {
        if (!client.equals("curl")) {
            return List.of("cache", "ticket", "never");
        }
        if (version.equals("1.2")) {
            return List.of("cache", "never");
        }
        return start.equals("starttls") ? List.of("never") : List.of("ticket", "never");
    }

    private String seen(Program program, String name) throws Exception {
        for (String command : List.of("openssl", "python3", "curl")) {
            Assumptions.assumeTrue(TlsIT.installed(root, command), "needs the command " + command);
        }
        Path folder = Files.createDirectories(root.resolve(name));
        Certificate.write(folder);
        int auth = Ports.free();
        List<String> command = new ArrayList<>(List.of(
                "python3", TlsIT.resource("tls_clients.py", folder).toString(), folder.toString(), "auth=" + auth));
        List<Integer> ports = new ArrayList<>();
        StringBuilder servers = new StringBuilder();
        for (String protocol : List.of("imap", "pop3", "smtp")) {
            for (String[] way : new String[][] {
                {"cache", "ssl_session_cache shared:all:1m; ssl_session_tickets off;"},
                {"ticket", "ssl_session_cache off;"},
                {"never", "ssl_session_cache off; ssl_session_tickets off;"},
            }) {
                for (boolean start : new boolean[] {false, true}) {
                    int port = Ports.free();
                    ports.add(port);
                    command.add(protocol + way[0] + (start ? "start" : "") + "=" + port);
                    servers.append("server { listen 127.0.0.1:%d%s; protocol %s; %s %s }\n"
                            .formatted(port, start ? "" : " ssl", protocol, start ? "starttls on;" : "", way[1]));
                }
            }
        }
        for (String[] zone : new String[][] {
            {"zoneimap", " ssl; protocol imap;"},
            {"zonepop3", " ssl; protocol pop3;"},
            {"zonestart", "; protocol imap; starttls on;"},
            {"zoneother", " ssl; protocol imap; ssl_session_cache shared:other:1m;"},
            {"zonenone", " ssl; protocol imap; ssl_session_cache none;"},
            {"zoneoff", " ssl; protocol imap; ssl_session_cache off;"},
        }) {
            int port = Ports.free();
            ports.add(port);
            command.add(zone[0] + "=" + port);
            servers.append("server { listen 127.0.0.1:%d%s }\n".formatted(port, zone[1]));
        }
        String configuration = """
                daemon off;
                pid logs/nginx.pid;
                error_log logs/error.log info;
                events {}
                mail {
                    server_name mail.example.org;
                    auth_http 127.0.0.1:%1$d;
                    ssl_protocols TLSv1.2 TLSv1.3;
                    ssl_session_cache shared:mail:1m;
                    ssl_certificate %2$s/server.pem;
                    ssl_certificate_key %2$s/server.pem;
                """.formatted(auth, folder) + servers + "}\n";
        try (var running = program.start(folder, configuration, ports)) {
            return TlsIT.run(running.folder(), command);
        }
    }
}
