package io.postern.bench;

import static java.util.Objects.requireNonNull;

import io.postern.bench.contender.Certificate;
import io.postern.bench.contender.Contender;
import io.postern.bench.driver.Load;
import io.postern.bench.driver.Ports;
import io.postern.bench.measure.QuietMachine;
import io.postern.bench.measure.SystemCalls;
import io.postern.bench.report.Html;
import io.postern.bench.report.Json;
import io.postern.bench.report.Machine;
import io.postern.bench.report.Markdown;
import io.postern.bench.report.Report;
import io.postern.bench.report.Result;
import io.postern.bench.report.Text;
import io.postern.bench.scenario.Goal;
import io.postern.bench.scenario.Scenario;
import io.postern.bench.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs scenarios through Postern, nginx and their peers in turn, and prints what each needed and the ratios. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures Postern beside nginx in one run; prints ratios (Postern/nginx) with their spread.")
final class Bench implements Callable<Integer> {
    private static final double SMOKE = 0.002;

    @Parameters(
            paramLabel = "WHAT",
            description =
                    "login, bulk, ping, memory, reload, warmup, growth, start, check; goals, those that README.md has"
                            + " goals for; or a part of a scenario's name (default: all)")
    List<String> what = List.of();

    @Option(names = "--list", description = "name the scenarios and those who take part, and run nothing")
    boolean list;

    @Option(names = "--rounds", description = "alternating rounds (default ${DEFAULT-VALUE})")
    int rounds = 5;

    @Option(names = "--scale", description = "how much work, 1 is the full amount (default ${DEFAULT-VALUE})")
    double scale = 1;

    @Option(names = "--cold", description = "no unmeasured run before the rounds")
    boolean cold;

    @Option(names = "--no-trace", description = "do not count system calls")
    boolean untraced;

    @Option(
            names = "--smoke",
            description = "a single, tiny round of one scenario of each kind: does the harness still work?")
    boolean smoke;

    @Option(names = "--json", paramLabel = "FILE", description = "write all rounds here")
    @Nullable
    Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "write a page with plots here")
    @Nullable
    Path html;

    @Option(
            names = "--markdown",
            paramLabel = "FILE",
            description = "put the table between <!-- figures --> and <!-- /figures --> of this file")
    @Nullable
    Path markdown;

    @Option(
            names = "--lock",
            paramLabel = "FILE",
            description = "take turns, scenario by scenario, with others that flock(1) this file")
    @Nullable
    Path lock;

    @Option(
            names = "--ports",
            paramLabel = "FIRST",
            description = "listen on ports from here on (default ${DEFAULT-VALUE})")
    int ports = 20_000;

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    Field field = new Field();

    /** Held: a logger that nobody holds forgets its level. Netty's clients would say for each context which ciphers there are. */
    private static final Logger NETTY = Logger.getLogger("io.netty");

    public static void main(String[] args) {
        NETTY.setLevel(Level.WARNING);
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        check();
        Ports.from(ports);
        Scenarios scenarios = new Scenarios(scale);
        List<Scenario> chosen = scenarios.all().stream().filter(this::wanted).toList();
        Map<String, String> left = new LinkedHashMap<>(scenarios.left());
        if (smoke) {
            chosen = Scenarios.oneOfEach(chosen);
        }
        if (chosen.isEmpty()) {
            throw usage("no scenario is called " + String.join(" ", what) + "; --list names them");
        }
        left.keySet().removeIf(name -> !what.isEmpty() && what.stream().noneMatch(name::contains));
        List<Contender> contenders = field.contenders(left);
        if (list) {
            contenders.forEach(contender -> System.out.println("takes part: " + contender.name()));
            chosen.forEach(scenario -> System.out.printf("%-9s %s%n", scenario.kind(), scenario.name()));
            left.forEach((name, why) -> System.out.println("not here: " + name + " (" + why + ")"));
            return 0;
        }
        boolean traced = !untraced && SystemCalls.available();
        if (!traced) {
            left.put("system calls", untraced ? "--no-trace" : "strace is not installed or may not trace");
        }
        return run(chosen, contenders, left, traced) ? 0 : 1;
    }

    private void check() {
        if (smoke) {
            rounds = 1;
            scale = SMOKE;
            cold = true;
        }
        if (rounds < 1 || scale <= 0) {
            throw usage("--rounds and --scale take numbers above 0");
        }
        if (ports < 1024 || ports > Ports.LAST) {
            throw usage("--ports takes a number from 1024 to " + Ports.LAST);
        }
        if (markdown != null && !Files.isWritable(markdown)) {
            throw usage("no file " + markdown + " to put the table in");
        }
    }

    private ParameterException usage(String words) {
        return new ParameterException(requireNonNull(spec).commandLine(), "bench: " + words);
    }

    /** Returns whether all did their work. */
    @SuppressWarnings("try") // a turn is held; nobody needs to name it
    private boolean run(List<Scenario> chosen, List<Contender> contenders, Map<String, String> left, boolean traced)
            throws Exception {
        Path home = Home.make();
        Certificate.make(home);
        List<Result> results = new ArrayList<>();
        Report report = new Report(
                Machine.here(field.versions(contenders)),
                contenders.stream().map(Contender::name).toList(),
                results,
                left,
                rounds,
                scale);
        Text text = new Text(report, System.out);
        text.head();
        QuietMachine machine = new QuietMachine(lock);
        try (Load load = new Load();
                Rounds alternate = new Rounds(load, home, rounds, !cold, traced)) {
            for (Scenario scenario : chosen) {
                try (QuietMachine.Turn turn = machine.take()) {
                    results.add(alternate.of(scenario, Field.of(scenario, contenders)));
                }
                text.print(results.get(results.size() - 1));
                write(report);
            }
        }
        text.foot();
        if (markdown != null) {
            Markdown.into(markdown, report);
        }
        return report.failed().isEmpty();
    }

    private void write(Report report) throws IOException {
        if (json != null) {
            Files.writeString(json, new Json(report).text());
        }
        if (html != null) {
            Files.writeString(html, new Html(report).text());
        }
    }

    private boolean wanted(Scenario scenario) {
        return what.isEmpty()
                || what.stream()
                        .anyMatch(word -> scenario.kind().equals(word)
                                || scenario.name().contains(word)
                                || (word.equals("goals") && !Goal.of(scenario).isEmpty()));
    }
}
