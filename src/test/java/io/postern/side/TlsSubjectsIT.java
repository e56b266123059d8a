package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the auth server is told of client certificates with odd subjects, issuers and numbers (tls_subjects.py), and which names are one
 * and the same: as nginx 1.31.5 with OpenSSL 3.0 told it (tls_subjects.txt).
 */
class TlsSubjectsIT {
    @TempDir
    static Path root;

    private static Path script;

    @BeforeAll
    static void makeCertificates() throws Exception {
        for (String command : List.of("openssl", "python3")) {
            Assumptions.assumeTrue(TlsIT.installed(root, command), "needs the command " + command);
        }
        script = TlsIT.resource("tls_subjects.py", root);
        TlsIT.run(root, List.of("python3", script.toString(), "make", root.toString()));
        Certificate.write(root);
    }

    @Test
    void postern_tellsWhatNginxTold() throws Exception {
        assertEquals(TlsIT.read("tls_subjects.txt"), told(Program.postern(), "postern"));
    }

    @Test
    void engineOfTheJdk_tellsTheSame() throws Exception {
        assertEquals(
                readable(TlsIT.read("tls_subjects.txt")),
                readable(told(Program.postern().with("-Dpostern.tls=jdk"), "jdk")));
    }

    /** Without the issuers' names that the JDK cannot read. */
    private static String readable(String told) {
        return told.lines().filter(line -> !line.startsWith("issuer ")).collect(Collectors.joining("\n"));
    }

    @Test
    void nginxHere_tellsTheSame() throws Exception {
        assertEquals(TlsIT.read("tls_subjects.txt"), told(TlsIT.withOpenSsl30(root), "nginx"));
    }

    private static String told(Program program, String name) throws Exception {
        Path folder = Files.createDirectories(root.resolve(name));
        int port = Ports.free();
        int trusting = Ports.free();
        int auth = Ports.free();
        String configuration = """
                daemon off;
                pid logs/nginx.pid;
                error_log logs/error.log info;
                events {}
                mail {
                    auth_http 127.0.0.1:%3$d;
                    ssl_protocols TLSv1.2 TLSv1.3;
                    ssl_certificate %4$s/server.pem;
                    ssl_certificate_key %4$s/server.pem;
                    server { listen 127.0.0.1:%1$d ssl; protocol imap; ssl_verify_client optional_no_ca; }
                    server {
                        listen 127.0.0.1:%2$d ssl;
                        protocol imap;
                        ssl_verify_client on;
                        ssl_client_certificate %4$s/odd-ca.crt;
                        ssl_crl %4$s/odd.crl;
                    }
                }
                """.formatted(port, trusting, auth, root);
        try (var running = program.start(folder, configuration, List.of(port, trusting))) {
            return TlsIT.run(
                    running.folder(),
                    List.of(
                            "python3",
                            script.toString(),
                            "show",
                            root.toString(),
                            port + "",
                            trusting + "",
                            auth + ""));
        }
    }
}
