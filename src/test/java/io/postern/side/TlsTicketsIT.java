package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.side.Program.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Machines with the same ssl_session_ticket_key: those that run Postern resume each other's sessions, in either version. A ticket of
 * nginx's is none here, nor ours there: the client shakes hands anew, and nobody falls (tls_tickets.py).
 */
class TlsTicketsIT {
    private static final long SEED = 20261128;

    @TempDir
    Path root;

    @ParameterizedTest
    @ValueSource(ints = {48, 80})
    void machinesWithPostern_knowEachOthersTickets(int size) throws Exception {
        assertEquals("""
                TLSv1_2 a ticket of one is known to one two
                TLSv1_2 a ticket of two is known to one two
                TLSv1_3 a ticket of one is known to one two
                TLSv1_3 a ticket of two is known to one two
                """, seen(size, Program.postern(), Program.postern()));
    }

    @Test
    void nginxBesidePostern_knowsItsOwnOnly() throws Exception {
        Optional<Program> nginx = Program.nginx();
        Assumptions.assumeTrue(nginx.isPresent(), "needs nginx with mail (POSTERN_NGINX)");
        assertEquals("""
                TLSv1_2 a ticket of one is known to one
                TLSv1_2 a ticket of two is known to two
                TLSv1_3 a ticket of one is known to one
                TLSv1_3 a ticket of two is known to two
                """, seen(48, nginx.get(), Program.postern()));
    }

    private String seen(int size, Program one, Program two) throws Exception {
        Assumptions.assumeTrue(TlsIT.installed(root, "python3"), "needs the command python3");
        byte[] key = new byte[size];
        new Random(SEED).nextBytes(key);
        Files.write(root.resolve("ticket.key"), key);
        Certificate.write(root);
        int first = Ports.free();
        int second = Ports.free();
        Path script = TlsIT.resource("tls_tickets.py", root);
        try (Running here = start(one, "one", first);
                Running there = start(two, "two", second)) {
            List<String> command = new ArrayList<>(List.of("python3", script.toString()));
            command.addAll(List.of("one=" + first, "two=" + second));
            String told = TlsIT.run(root, command);
            assertEquals("", errors(here) + errors(there));
            return told;
        }
    }

    private Running start(Program program, String name, int port) throws Exception {
        Path folder = Files.createDirectories(root.resolve(name));
        return program.start(folder, """
                daemon off;
                pid logs/nginx.pid;
                error_log logs/error.log error;
                events {}
                mail {
                    auth_http 127.0.0.1:1;
                    ssl_protocols TLSv1.2 TLSv1.3;
                    ssl_session_cache off;
                    ssl_session_ticket_key %2$s/ticket.key;
                    ssl_certificate %2$s/server.pem;
                    ssl_certificate_key %2$s/server.pem;
                    server { listen 127.0.0.1:%1$d ssl; protocol imap; }
                }
                """.formatted(port, root), List.of(port));
    }

    private static String errors(Running running) throws Exception {
        return Files.readString(running.folder().resolve("logs/error.log"));
    }
}
