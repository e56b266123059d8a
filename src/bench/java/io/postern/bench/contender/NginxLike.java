package io.postern.bench.contender;

import io.postern.bench.driver.Load;
import io.postern.bench.driver.Ports;
import io.postern.bench.measure.ProcessMeter;
import io.postern.bench.measure.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * nginx, and Postern, which reads the same file.
 *
 * @param program what is executed
 * @param environment what is added to the environment, such as JAVA_HOME
 * @param extended whether it has directives that nginx lacks
 */
public record NginxLike(String name, Path program, Map<String, String> environment, boolean extended)
        implements Contender {
    private static final Path DEBIAN_MODULE = Path.of("/usr/lib/nginx/modules/ngx_mail_module.so");

    public static NginxLike postern(String name, Path launcher, Map<String, String> environment) {
        return new NginxLike(name, launcher.toAbsolutePath(), environment, true);
    }

    public static NginxLike nginx(String name, Path program) {
        return new NginxLike(name, program, Map.of(), false);
    }

    @Override
    public @Nullable String missing() {
        return Files.isExecutable(program) ? null : program + " is not installed";
    }

    @Override
    public @Nullable String unfit(Setup setup) {
        return null;
    }

    @Override
    public Running start(Setup setup, Load load, Path certificates, Path folder) throws IOException {
        Setup.Place place = Setup.Place.around(load, certificates);
        return start(
                text(setup, place),
                place.own(),
                folder,
                place.own().imap(),
                place.own().imaps());
    }

    /** Starts it with this text and waits until those ports answer. */
    public Running start(String text, Ports ports, Path folder, int... answering) throws IOException {
        return Program.start(command(write(text, folder), folder), environment, folder, ports, answering);
    }

    /** Runs {@code -t} on this text. */
    public Sample check(String text, Path folder) throws IOException, InterruptedException {
        List<String> command = command(write(text, folder), folder);
        command.addAll(List.of("-t", "-q"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.log").toFile());
        builder.environment().putAll(environment);
        long cpu = ProcessMeter.endedCommandsNanos();
        long start = System.nanoTime();
        Process process = builder.start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        double wall = (System.nanoTime() - start) / 1e6;
        if (process.exitValue() != 0) {
            throw new IOException(program + " -t failed: "
                    + Files.readString(folder.resolve("out.log"), StandardCharsets.ISO_8859_1));
        }
        return new Sample().less("wall ms", wall).less("cpu ms", (ProcessMeter.endedCommandsNanos() - cpu) / 1e6);
    }

    private List<String> command(Path file, Path folder) {
        return new ArrayList<>(List.of(
                program.toString(), "-p", folder + "/", "-c", file.toString(), "-e", folder + "/logs/start.log"));
    }

    /** Debian's nginx has its mail module in a file of its own. */
    private Path write(String text, Path folder) throws IOException {
        Files.createDirectories(folder.resolve("logs"));
        boolean loads = program.startsWith("/usr/sbin") && Files.exists(DEBIAN_MODULE);
        String all = (loads ? "load_module " + DEBIAN_MODULE + ";\n" : "") + text;
        return Files.writeString(folder.resolve("nginx.conf"), all, StandardCharsets.ISO_8859_1);
    }

    private String text(Setup setup, Setup.Place place) {
        String events = "worker_connections " + setup.connections() + ";"
                + (extended && !setup.events().isEmpty() ? " use " + setup.events() + ";" : "");
        return """
                daemon off;
                worker_processes %d;
                pid logs/bench.pid;
                error_log logs/error.log error;
                events { %s }
                mail {
                    auth_http 127.0.0.1:%d/auth;
                    server_name bench.example;
                    timeout 120s;
                    smtp_auth plain login;
                    xclient on;
                    proxy_buffer %dk;
                    imap_client_buffer %dk;
                    %s
                    server { listen 127.0.0.1:%d backlog=8192; protocol imap; }
                    server { listen 127.0.0.1:%d backlog=8192; protocol pop3; }
                    server { listen 127.0.0.1:%d backlog=8192; protocol smtp; }
                    server { listen 127.0.0.1:%d ssl backlog=8192; protocol imap;
                             ssl_protocols TLSv1.2 TLSv1.3;
                             ssl_certificate %s; ssl_certificate_key %s; ssl_session_cache shared:bench:1m; }
                }
                """.formatted(
                        setup.workers(),
                        events,
                        place.auth(),
                        setup.buffer(),
                        setup.buffer(),
                        extended && !setup.extension().isEmpty() ? setup.extension() + ";" : "",
                        place.own().imap(),
                        place.own().pop3(),
                        place.own().smtp(),
                        place.own().imaps(),
                        setup.certificate().certificate(place.certificates()),
                        setup.certificate().key(place.certificates()));
    }
}
