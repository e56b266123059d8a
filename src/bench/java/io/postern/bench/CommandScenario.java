package io.postern.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A command timed as a whole. */
sealed interface CommandScenario {
    /** About a hundred lines, as a small mail host has them. */
    String TYPICAL = typical();

    String name();

    /** Runs the program once in a fresh folder. */
    Map<String, Double> run(String name, Path program, Path folder) throws IOException, InterruptedException;

    /** From exec until the first listener answers. */
    record Start() implements CommandScenario {
        @Override
        public String name() {
            return "start to listening";
        }

        @Override
        public Map<String, Double> run(String name, Path program, Path folder)
                throws IOException, InterruptedException {
            Scenario.Ports ports = Configuration.freePorts();
            String conf =
                    "daemon off;\npid logs/bench.pid;\nevents {}\nmail { auth_http 127.0.0.1:9/; server { listen 127.0.0.1:"
                            + ports.imap() + "; protocol imap; } }\n";
            long start = System.nanoTime();
            try (ProxyUnderTest proxy = ProxyUnderTest.start(name, program, folder, conf, ports.imap(), List.of())) {
                double wall = (System.nanoTime() - start) / 1e6;
                return Map.of("wall ms", wall, "cpu ms", proxy.cpuNanos() / 1e6);
            }
        }
    }

    /** {@code -t} of a file, from exec to exit. */
    record Check(String name, String conf) implements CommandScenario {
        @Override
        public Map<String, Double> run(String proxy, Path program, Path folder)
                throws IOException, InterruptedException {
            Files.createDirectories(folder.resolve("logs"));
            Path file = folder.resolve("nginx.conf");
            Files.writeString(file, conf, StandardCharsets.ISO_8859_1);
            long start = System.nanoTime();
            Process process = new ProcessBuilder(
                            program.toString(), "-t", "-q", "-p", folder + "/", "-c", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("logs/out.log").toFile())
                    .start();
            int status = process.waitFor();
            double wall = (System.nanoTime() - start) / 1e6;
            if (status != 0) {
                throw new IOException(program + " -t failed: " + Files.readString(folder.resolve("logs/out.log")));
            }
            return Map.of("wall ms", wall);
        }
    }

    /** A valid file of about so many directives. */
    static String generated(int directives) {
        StringBuilder conf =
                new StringBuilder("events { worker_connections 100000; }\nmail { auth_http 127.0.0.1:9/;\n");
        for (int i = 0; i < directives / 10; i++) {
            conf.append("""
                    server {
                        listen 127.%d.0.1:%d;
                        protocol imap;
                        server_name mail.example.com;
                        proxy_buffer 8k;
                        timeout 60s;
                        proxy_timeout 1h;
                        imap_capabilities IMAP4 IMAP4rev1 "UIDPLUS";
                        proxy_pass_error_message on;
                        auth_http_header X-Key "value of a key";
                    }
                    """.formatted(1 + i / 60_000, 1024 + i % 60_000));
        }
        return conf.append("}\n").toString();
    }

    private static String typical() {
        return generated(90);
    }
}
