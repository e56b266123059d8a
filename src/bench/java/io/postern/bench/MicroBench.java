package io.postern.bench;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code bin/bench micro}: parts of Postern by themselves under JMH, with what they take from the heap, in a JVM with the options of
 * the server.
 */
@Command(
        name = "bench micro",
        mixinStandardHelpOptions = true,
        description = "Measures parts of Postern by themselves, under JMH.")
final class MicroBench implements Callable<Integer> {
    /** Those of {@code bin/postern} that decide how fast code is. */
    private static final List<String> SERVER =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:NewSize=8m", "-XX:MaxNewSize=8m");

    @Parameters(paramLabel = "WHAT", description = "parser, commands, relay (default: all)")
    List<String> what = List.of("");

    @Option(names = "--optimised", description = "with the optimising compiler, too")
    boolean optimised;

    @Option(names = "--smoke", description = "each once, for a moment, in this JVM: does it still work?")
    boolean smoke;

    public static void main(String[] args) {
        System.exit(new CommandLine(new MicroBench()).execute(args));
    }

    @Override
    public Integer call() throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .shouldFailOnError(true)
                .jvmArgs(SERVER.stream()
                        .filter(option -> !optimised || !option.contains("StopAtLevel"))
                        .toArray(String[]::new))
                .forks(smoke ? 0 : 1)
                .warmupIterations(smoke ? 0 : 3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(smoke ? 1 : 5)
                .measurementTime(smoke ? new TimeValue(1, TimeUnit.MILLISECONDS) : TimeValue.seconds(1));
        what.forEach(name -> options.include("\\.micro\\.(?i:" + name.toLowerCase(Locale.ROOT) + ")\\w*Bench\\."));
        if (!smoke) {
            options.addProfiler(GCProfiler.class);
        }
        return new Runner(options.build()).run().isEmpty() ? 1 : 0;
    }
}
