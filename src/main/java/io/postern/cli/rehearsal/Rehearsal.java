package io.postern.cli.rehearsal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Everything around the proxy in the run that {@code cli.Prepare} makes: a configuration, an auth server, back ends, and clients that log
 * in by each protocol, in clear and over TLS. It is a process of its own, so that the archive of classes which the proxy leaves behind
 * holds no class that only clients need: a start costs the more, the more is in it.
 */
public final class Rehearsal {
    private static final List<String> PROTOCOLS = List.of("imap", "pop3", "smtp");
    /** Often enough that a JVM which keeps profiles (from 25 on) has seen what matters. */
    private static final int TIMES = 20;
    /** A port that was free may be somebody else's by the time that the proxy listens there. */
    private static final int ATTEMPTS = 3;
    /** Seconds after which nothing more comes; a JVM that writes an archive at its end takes its time. */
    private static final int PATIENCE = 300;

    private final Path folder;
    private final Servers servers;
    private final boolean encrypted;
    /** Of the proxy: one for each protocol, then the same over TLS. */
    private final int[] ports;
    /** Of the proxy's http{}, which the first server asks. */
    private final int http;

    /** @throws IOException when there is no port or no file to be had */
    private Rehearsal(Path folder, Servers servers) throws IOException, InterruptedException {
        this.folder = folder;
        this.servers = servers;
        encrypted = Certificates.write(folder, "rsa", "RSA") && Certificates.write(folder, "ec", "EC");
        int[] free = Servers.free(2 * PROTOCOLS.size() + 1);
        ports = Arrays.copyOf(free, free.length - 1);
        http = free[free.length - 1];
    }

    /**
     * Works in the folder that comes first, which the launcher removes; what follows runs {@code cli.Prepare}. Native libraries are unpacked
     * to the folder that {@code postern.prepare} names.
     */
    public static void main(String[] args) throws Exception {
        NativeLibraries.unpack(Path.of(System.getProperty("postern.prepare", args[0])));
        Path folder = Path.of(args[0]);
        Path conf = folder.resolve("nginx.conf");
        List<String> command = new ArrayList<>(List.of(args).subList(1, args.length));
        command.addAll(List.of("-p", folder + "/", "-c", conf.toString(), "-e", "stderr"));
        int status;
        int attempt = 0;
        do {
            status = rehearse(folder, conf, command);
        } while (status != 0 && ++attempt < ATTEMPTS);
        System.exit(status);
    }

    private static int rehearse(Path folder, Path conf, List<String> command) throws IOException, InterruptedException {
        try (Servers servers = new Servers(PROTOCOLS)) {
            Rehearsal rehearsal = new Rehearsal(folder, servers);
            Files.createDirectories(folder.resolve("logs"));
            Files.writeString(conf, rehearsal.configuration(), StandardCharsets.ISO_8859_1);
            Process proxy = new ProcessBuilder(command).inheritIO().start();
            rehearsal.play(proxy);
            proxy.destroy(); // SIGTERM
            return ended(proxy);
        }
    }

    /** Its exit status, when it has ended; made to end where it takes too long. Whoever waits for this holds the lock of the archives. */
    static int ended(Process process) throws InterruptedException {
        if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return process.waitFor();
    }

    /** What the proxy is to read. */
    private String configuration() {
        StringBuilder text =
                new StringBuilder("""
                daemon off;
                master_process off;
                error_log %1$s/error.log info;
                pid %1$s/pid;
                events { }
                http {
                    server {
                        listen 127.0.0.1:%3$d;
                        location /auth {
                            add_header Auth-Status OK;
                            add_header Auth-Server 127.0.0.1;
                            add_header Auth-Port %4$d;
                            return 204;
                        }
                    }
                }
                mail {
                    auth_http 127.0.0.1:%2$d/auth;
                """.formatted(folder, servers.auth(), http, servers.backend(PROTOCOLS.get(0))));
        for (int i = 0; i < ports.length; i++) {
            boolean tls = i >= PROTOCOLS.size();
            if (!tls || encrypted) {
                text.append("    server { protocol ")
                        .append(PROTOCOLS.get(i % PROTOCOLS.size()))
                        .append("; listen 127.0.0.1:")
                        .append(ports[i])
                        .append(tls ? " ssl; server_name localhost; ssl_session_cache shared:rehearsal:1m;" : ";");
                if (i == 0) {
                    text.append(" auth_http 127.0.0.1:").append(http).append("/auth;");
                }
                for (String name : tls ? List.of("rsa", "ec") : List.<String>of()) {
                    text.append(" ssl_certificate ")
                            .append(folder.resolve(name))
                            .append(".crt;");
                    text.append(" ssl_certificate_key ")
                            .append(folder.resolve(name))
                            .append(".key;");
                }
                text.append(" }\n");
            }
        }
        return text.append("}\n").toString();
    }

    /** All clients, one after the other; what fails is left out. */
    private void play(Process proxy) {
        for (int port = 0; port < ports.length && proxy.isAlive(); port++) {
            boolean tls = port >= PROTOCOLS.size();
            for (int i = 0; i < (tls && !encrypted ? 0 : TIMES); i++) {
                try {
                    Visitor.visit(PROTOCOLS.get(port % PROTOCOLS.size()), ports[port], tls);
                } catch (IOException | GeneralSecurityException e) {
                    break; // the archive then lacks what this visit would have needed, and starts are a little slower
                }
            }
        }
    }
}
