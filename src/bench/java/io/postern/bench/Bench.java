package io.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs scenarios through Postern and nginx in turn, A B A B, and prints the ratios. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures Postern beside nginx in one run; prints ratios (Postern/nginx) with their spread.")
final class Bench implements Callable<Integer> {
    @Parameters(
            paramLabel = "WHAT",
            description = "login, bulk, ping, memory, or a part of a scenario's name (default: all)")
    List<String> what = List.of();

    @Option(names = "--rounds", description = "alternating rounds (default ${DEFAULT-VALUE})")
    int rounds = 3;

    @Option(names = "--scale", description = "how much work, 1 is the full amount (default ${DEFAULT-VALUE})")
    double scale = 1;

    @Option(names = "--workers", description = "event loops and worker processes (default ${DEFAULT-VALUE})")
    int workers = 1;

    @Option(names = "--json", paramLabel = "FILE", description = "write all rounds here; a page FILE.html beside it")
    @Nullable
    Path json;

    @Option(names = "--postern", description = "the launcher (default ${DEFAULT-VALUE})")
    Path postern = Path.of("bin/postern");

    @Option(names = "--nginx", description = "the reference program")
    Path nginx = Path.of(System.getenv().getOrDefault("POSTERN_NGINX", "/usr/sbin/nginx"));

    @Option(names = "--folder", hidden = true)
    @Nullable
    Path folder;

    public static void main(String[] args) {
        int status = new CommandLine(new Bench()).execute(args);
        System.exit(status);
    }

    @Override
    public Integer call() throws Exception {
        Path home = folder != null ? folder : Files.createTempDirectory("postern-bench");
        Configuration.makeCertificate(home);
        List<Result> results = new ArrayList<>();
        try (Load load = new Load()) {
            for (Scenario scenario : Scenarios.all(scale)) {
                if (what.isEmpty() || what.stream().anyMatch(scenario.name()::contains)) {
                    results.add(measure(load, scenario, home));
                }
            }
        }
        for (CommandScenario command : Scenarios.commands()) {
            if (what.isEmpty() || what.stream().anyMatch(command.name()::contains)) {
                results.add(time(command, home));
            }
        }
        Report report = new Report("postern", "nginx", results);
        report.print(System.out);
        if (json != null) {
            Files.writeString(json, report.json());
            Files.writeString(Path.of(json + ".html"), report.html());
        }
        return 0;
    }

    private Result measure(Load load, Scenario scenario, Path home) throws Exception {
        Result result = new Result(scenario.name());
        Map<String, Path> programs = Map.of("postern", postern.toAbsolutePath(), "nginx", nginx);
        Map<String, Started> running = new java.util.LinkedHashMap<>();
        try {
            for (String name : List.of("postern", "nginx")) {
                running.put(name, start(load, scenario, home, name, programs.get(name)));
            }
            for (String name : running.keySet()) {
                one(load, scenario, running.get(name)); // warm
            }
            for (int round = 0; round < rounds; round++) {
                for (String name : running.keySet()) {
                    result.add(name, one(load, scenario, running.get(name)));
                }
            }
        } finally {
            running.values().forEach(started -> started.proxy.close());
        }
        return result;
    }

    private Result time(CommandScenario command, Path home) throws IOException, InterruptedException {
        Result result = new Result(command.name());
        for (int round = -1; round < rounds; round++) {
            for (String name : List.of("postern", "nginx")) {
                Path program = "postern".equals(name) ? postern.toAbsolutePath() : nginx;
                Map<String, Double> figures = command.run(name, program, Files.createTempDirectory(home, name));
                if (round >= 0) {
                    result.add(name, figures);
                }
            }
        }
        return result;
    }

    private record Started(ProxyUnderTest proxy, Scenario.Ports ports) {}

    private Started start(Load load, Scenario scenario, Path home, String name, @Nullable Path program)
            throws IOException, InterruptedException {
        Scenario.Ports ports = Configuration.freePorts();
        Path own = Files.createTempDirectory(home, name);
        String modules = Files.exists(Path.of("/usr/lib/nginx/modules/ngx_mail_module.so"))
                        && "nginx".equals(name)
                        && String.valueOf(program).startsWith("/usr/sbin")
                ? "load_module /usr/lib/nginx/modules/ngx_mail_module.so;\n"
                : "";
        String conf =
                modules + Configuration.text(ports, load.servers().authPort(), workers, home, scenario.directives());
        if (program == null) {
            throw new IllegalStateException("no program for " + name);
        }
        return new Started(ProxyUnderTest.start(name, program, own, conf, ports.imap(), List.of()), ports);
    }

    private static Map<String, Double> one(Load load, Scenario scenario, Started started) throws Exception {
        return scenario.run(load, started.ports, started.proxy);
    }
}
