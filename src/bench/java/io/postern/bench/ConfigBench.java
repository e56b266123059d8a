package io.postern.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code bin/bench config}: wall time of {@code -t}, from exec to exit, of Postern, of nginx, and of crossplane, which only takes a
 * configuration apart. The programs take turns; what is not installed is named.
 */
public final class ConfigBench {
    private static final int TYPICAL_ROUNDS = 15;
    private static final int ROUNDS = 3;
    private static final int[] SIZES = {1_000, 10_000, 100_000, 1_000_000};
    private static final int SERVERS = 200;
    private static final int SERVER_LINES = 10;

    private final Map<String, List<String>> programs = new LinkedHashMap<>();
    private final Path folder;

    private ConfigBench(Path folder) {
        this.folder = folder;
    }

    /** Prints the table; the only argument is the scenario's name. */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("postern-bench");
        try {
            Files.createDirectories(folder.resolve("logs"));
            new ConfigBench(folder).run();
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private void run() throws IOException, InterruptedException {
        find();
        System.out.println("| -t, wall ms: median [min-max] | " + String.join(" | ", programs.keySet()) + " |");
        System.out.println("|---|" + "---|".repeat(programs.size()));
        row("typical file, 100 lines", typical(), TYPICAL_ROUNDS);
        for (int size : SIZES) {
            row(String.format(Locale.ROOT, "%,d directives", size), generated(size), ROUNDS);
        }
    }

    private void find() {
        String prefix = folder + "/";
        programs.put("Postern", List.of(Path.of("bin/postern").toAbsolutePath().toString(), "-tqp", prefix, "-c"));
        String named = System.getenv("POSTERN_NGINX");
        String nginx = named != null ? named : installed("nginx");
        if (nginx.isEmpty()) {
            System.out.println("skipped: nginx (not installed)");
        } else {
            programs.put("nginx", List.of(nginx, "-tqp", prefix, "-e", "stderr", "-c"));
        }
        String crossplane = installed("crossplane");
        if (crossplane.isEmpty()) {
            System.out.println("skipped: crossplane (not installed; it is on PyPI)");
        } else {
            programs.put("crossplane (parse)", List.of(crossplane, "parse", "-o", folder + "/parsed.json"));
        }
    }

    private static String installed(String name) {
        return Stream.of((System.getenv("PATH") + ":/usr/sbin").split(":", -1))
                .map(path -> path + "/" + name)
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst()
                .orElse("");
    }

    private void row(String title, String conf, int rounds) throws IOException, InterruptedException {
        Path file = folder.resolve("nginx.conf");
        Files.writeString(file, conf, ISO_8859_1);
        Map<String, double[]> times = new LinkedHashMap<>();
        for (int round = -1; round < rounds; round++) {
            for (Map.Entry<String, List<String>> program : programs.entrySet()) {
                double time = time(program.getValue(), file);
                if (round >= 0) {
                    times.computeIfAbsent(program.getKey(), name -> new double[rounds])[round] = time;
                }
            }
        }
        StringBuilder line = new StringBuilder("| " + title + " |");
        for (double[] each : times.values()) {
            Arrays.sort(each);
            line.append(String.format(
                    Locale.ROOT, " %.0f [%.0f-%.0f] |", each[each.length / 2], each[0], each[each.length - 1]));
        }
        System.out.println(line);
    }

    private double time(List<String> program, Path file) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(program);
        command.add(file.toString());
        Path said = folder.resolve("said");
        long start = System.nanoTime();
        int status = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start()
                .waitFor();
        double wall = (System.nanoTime() - start) / 1e6;
        if (status != 0) {
            throw new IOException(command + " failed: " + Files.readString(said, ISO_8859_1));
        }
        return wall;
    }

    /** As a small mail host has it: three protocols on a few addresses, without TLS. */
    private static String typical() {
        StringBuilder conf = new StringBuilder("""
                # mail for example.com
                worker_processes 2;
                error_log logs/mail.log notice;
                pid logs/mail.pid;
                events {
                    worker_connections 4096;
                }
                mail {
                    server_name mail.example.com;
                    auth_http 127.0.0.1:9000/auth;
                    auth_http_header X-Auth-Key "a shared secret";
                    auth_http_timeout 10s;
                    imap_capabilities IMAP4rev1 LITERAL+ SASL-IR "UIDPLUS" "IDLE" "NAMESPACE";
                    pop3_capabilities TOP USER UIDL "PIPELINING" "RESP-CODES";
                    smtp_capabilities "SIZE 52428800" "8BITMIME" "PIPELINING" "ENHANCEDSTATUSCODES" DSN;
                    proxy_pass_error_message on;

                """);
        for (int i = 0; i < 9; i++) {
            String protocol = List.of("imap", "pop3", "smtp").get(i % 3);
            conf.append("""
                        # %1$s on address %2$d
                        server {
                            listen 127.0.8.%2$d:%3$d;
                            protocol %1$s;
                            %1$s_auth plain;
                            timeout 60s;
                            proxy_timeout 1h;
                        }

                    """.formatted(protocol, i + 1, 20_100 + i));
        }
        return conf.append("}\n").toString();
    }

    /** A valid file of so many directives; the more, the longer its servers' lists of addresses and headers. */
    private static String generated(int directives) {
        int servers = Math.min(SERVERS, directives / SERVER_LINES);
        int lists = directives / servers - SERVER_LINES;
        StringBuilder conf =
                new StringBuilder("events { worker_connections 4096; }\nmail {\n    auth_http 127.0.0.1:9000/auth;\n");
        for (int i = 0; i < servers; i++) {
            conf.append("""
                        server {
                            listen 127.0.9.%d:%d;
                            protocol imap;
                            server_name mail.example.com;
                            proxy_buffer 8k;
                            timeout 60s;
                            proxy_timeout 1h;
                            imap_capabilities IMAP4 IMAP4rev1 "UIDPLUS";
                            proxy_pass_error_message on;
                            auth_http_header X-Key "value of a key";
                    """.formatted(1 + i / 100, 20_100 + i % 100));
            for (int j = 0; j < lists; j++) {
                if (j % 2 == 0) {
                    conf.append("        set_real_ip_from 10.").append(j / 250 % 250);
                    conf.append('.').append(j % 250).append(".0/24;\n");
                } else {
                    conf.append("        auth_http_header X-Key-").append(j).append(" \"value of a key\";\n");
                }
            }
            conf.append("    }\n");
        }
        return conf.append("}\n").toString();
    }
}
