package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Of worker_connections a client in TLS keeps its own until it has answered our goodbye, or three seconds are over, or it is gone: as in
 * nginx (tls_full.py).
 */
class TlsFullIT {
    private static final int ROOM = 7;

    private static final String SEEN = """
            SCENE room for 7
            SCENE full: False
            SCENE goodbye said, not answered: False
            SCENE answered: in
            SCENE never answered: in
            SCENE left without an answer: in
            SCENE left without hearing it: in
            """;

    @TempDir
    Path root;

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void slot_isHeldUntilTheGoodbyeIsAnswered() throws Exception {
        assertEquals(expected(), seen(Program.postern(), "postern"));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void slot_isHeldByNginxToo() throws Exception {
        Optional<Program> nginx = Program.nginx();
        Assumptions.assumeTrue(nginx.isPresent(), "needs nginx with mail (POSTERN_NGINX)");
        assertEquals(expected(), seen(nginx.get(), "nginx"));
    }

    private static String expected() {
        StringBuilder all = new StringBuilder();
        for (String scene : List.of("IMAPS TLSv1_2", "STLS TLSv1_2", "IMAPS TLSv1_3", "STLS TLSv1_3")) {
            all.append(SEEN.replace("SCENE", scene));
        }
        // two listening sockets and the way to the master count too
        return all + "[alert] " + (ROOM + 3) + " worker_connections are not enough\n";
    }

    private String seen(Program program, String name) throws Exception {
        Assumptions.assumeTrue(TlsIT.installed(root, "python3"), "needs the command python3");
        Path folder = Files.createDirectories(root.resolve(name));
        Certificate.write(folder);
        int secure = Ports.free();
        int clear = Ports.free();
        String configuration = """
                daemon off;
                pid logs/nginx.pid;
                error_log logs/error.log info;
                events { worker_connections %3$d; }
                mail {
                    auth_http 127.0.0.1:1;
                    ssl_protocols TLSv1.2 TLSv1.3;
                    ssl_certificate %4$s/server.pem;
                    ssl_certificate_key %4$s/server.pem;
                    server { listen 127.0.0.1:%1$d ssl; protocol imap; }
                    server { listen 127.0.0.1:%2$d; protocol pop3; starttls on; }
                }
                """.formatted(secure, clear, ROOM + 3, folder);
        Path script = TlsIT.resource("tls_full.py", folder);
        try (var running = program.start(folder, configuration, List.of(secure, clear))) {
            String log = running.folder().resolve("logs/error.log").toString();
            return TlsIT.run(folder, List.of("python3", script.toString(), secure + "", clear + "", log, ROOM + ""));
        }
    }
}
