package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Handshakes that go wrong, in some two hundred ways (tls_broken.py): alerts, ends and log lines are those of nginx 1.31.5 with OpenSSL
 * 3.0 (tls_broken.txt), but for what BoringSSL sees otherwise (tls_broken_differs.txt: - what nginx does, + what is done here).
 */
class TlsBrokenIT {
    @TempDir
    static Path root;

    @BeforeAll
    static void makeKeys() throws Exception {
        for (String command : List.of("openssl", "python3")) {
            Assumptions.assumeTrue(TlsIT.installed(root, command), "needs the command " + command);
        }
        Path keys = Files.createDirectories(root.resolve("keys"));
        TlsIT.run(
                keys, List.of("sh", TlsIT.resource("tls_certificates.sh", keys).toString()));
    }

    @Test
    void postern_doesAsNginxDid() throws Exception {
        TlsIT.assertDiffers(
                TlsIT.read("tls_broken.txt").lines().toList(),
                TlsIT.read("tls_broken_differs.txt").lines().toList(),
                play(Program.postern(), "postern"));
    }

    @Test
    void nginxHere_doesTheSame() throws Exception {
        Program nginx = TlsIT.newestNginx(root);
        assertEquals(TlsIT.read("tls_broken.txt"), String.join("\n", play(nginx, "nginx")) + "\n");
    }

    private static List<String> play(Program program, String name) throws Exception {
        Path folder = Files.createDirectories(root.resolve(name));
        int port = Ports.free();
        String configuration = """
                daemon off;
                pid logs/nginx.pid;
                error_log logs/error.log info;
                events {}
                mail {
                    auth_http 127.0.0.1:1;
                    ssl_session_cache shared:mail:1m;
                    server {
                        listen 127.0.0.1:%1$d ssl;
                        protocol imap;
                        ssl_certificate %2$s/rsa.crt;
                        ssl_certificate_key %2$s/rsa.key;
                        ssl_certificate %2$s/ec.crt;
                        ssl_certificate_key %2$s/ec.key;
                    }
                }
                """.formatted(port, root.resolve("keys"));
        Path script = TlsIT.resource("tls_broken.py", folder);
        try (var running = program.start(folder, configuration, List.of(port))) {
            List<String> command = List.of(
                    "python3",
                    script.toString(),
                    String.valueOf(port),
                    running.folder().resolve("logs/error.log").toString());
            return TlsIT.run(folder, command).lines().toList();
        }
    }
}
