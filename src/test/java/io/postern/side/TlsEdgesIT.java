package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What clients do behind a good handshake and ought not to - records that are empty, too long or of no kind, alerts, goodbyes of every form
 * in every stage of a session, early data, an end right behind the last flight (tls_edges.py): answers, ends and log lines are those of
 * nginx 1.31.5 with OpenSSL 3.0 (tls_edges.txt), but for what BoringSSL sees otherwise (tls_edges_differs.txt: - what nginx does, + what is
 * done here).
 */
class TlsEdgesIT {
    @TempDir
    Path root;

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void postern_doesAsNginxDid() throws Exception {
        TlsIT.assertDiffers(
                TlsIT.read("tls_edges.txt").lines().toList(),
                TlsIT.read("tls_edges_differs.txt").lines().toList(),
                play(Program.postern(), "postern"));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void nginxHere_doesTheSame() throws Exception {
        Program nginx = TlsIT.newestNginx(root);
        assertEquals(TlsIT.read("tls_edges.txt"), String.join("\n", play(nginx, "nginx")) + "\n");
    }

    private List<String> play(Program program, String name) throws Exception {
        for (String command : List.of("openssl", "python3")) {
            Assumptions.assumeTrue(TlsIT.installed(root, command), "needs the command " + command);
        }
        Path folder = Files.createDirectories(root.resolve(name));
        Certificate.write(folder);
        int secure = Ports.free();
        int clear = Ports.free();
        int auth = Ports.free();
        int back = Ports.free();
        String configuration = """
                daemon off;
                master_process off;
                pid logs/nginx.pid;
                error_log logs/error.log info;
                events {}
                mail {
                    auth_http 127.0.0.1:%3$d;
                    timeout 20s;
                    ssl_protocols TLSv1.2 TLSv1.3;
                    ssl_certificate %4$s/server.pem;
                    ssl_certificate_key %4$s/server.pem;
                    server { listen 127.0.0.1:%1$d ssl; protocol imap; }
                    server { listen 127.0.0.1:%2$d; protocol imap; starttls on; }
                }
                """.formatted(secure, clear, auth, folder);
        Path script = TlsIT.resource("tls_edges.py", folder);
        TlsIT.resource("tls_connection.py", folder);
        try (var running = program.start(folder, configuration, List.of(secure, clear))) {
            return TlsIT.run(
                            folder,
                            List.of(
                                    "python3",
                                    script.toString(),
                                    running.folder().toString(),
                                    "imap=" + secure,
                                    "imapstart=" + clear,
                                    "auth=" + auth,
                                    "back=" + back))
                    .lines()
                    .toList();
        }
    }
}
