package io.postern.bench;

import static java.util.Objects.requireNonNull;

import io.postern.bench.contender.Contender;
import io.postern.bench.contender.Direct;
import io.postern.bench.contender.NginxLike;
import io.postern.bench.contender.Running;
import io.postern.bench.contender.Setup;
import io.postern.bench.driver.Load;
import io.postern.bench.measure.Allocation;
import io.postern.bench.measure.CpuWindow;
import io.postern.bench.measure.ProcessMeter;
import io.postern.bench.measure.Sample;
import io.postern.bench.measure.SystemCalls;
import io.postern.bench.measure.Unit;
import io.postern.bench.measure.Window;
import io.postern.bench.report.Result;
import io.postern.bench.scenario.Command;
import io.postern.bench.scenario.Scenario;
import io.postern.bench.scenario.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs scenarios, the contenders taking turns. All contenders of a scenario are up at the same time, and one after the other is given the
 * work; those that are up keep being used as long as the next scenario needs the same configuration.
 */
final class Rounds implements AutoCloseable {
    private final Load load;
    private final Path home;
    private final int rounds;
    private final boolean warm;
    private final boolean traced;
    private final Map<Contender, Running> up = new LinkedHashMap<>();
    private @Nullable Setup setup;

    /**
     * @param warm whether an unmeasured run comes before the rounds
     * @param traced whether system calls are counted
     */
    Rounds(Load load, Path home, int rounds, boolean warm, boolean traced) {
        this.load = load;
        this.home = home;
        this.rounds = rounds;
        this.warm = warm;
        this.traced = traced;
    }

    Result of(Scenario scenario, Iterable<Contender> contenders) throws InterruptedException {
        Result result = new Result(scenario);
        List<Contender> taking = new ArrayList<>();
        for (Contender contender : contenders) {
            String why = scenario.unfit(contender);
            if (why == null) {
                taking.add(contender);
            } else {
                result.leave(contender.name(), why);
            }
        }
        for (int round = warm && warms(scenario) ? -1 : 0; round < rounds; round++) {
            Map<Contender, Sample> samples = round(scenario, taking, result);
            if (round >= 0) {
                samples.forEach((contender, sample) -> result.add(contender.name(), sample));
            }
        }
        if (scenario instanceof Traffic traffic && traffic.inspected() != null) {
            for (Contender contender : taking) {
                inspect(traffic, contender, result);
            }
        }
        return result;
    }

    /** Each takes its turn; who fails is out. */
    private Map<Contender, Sample> round(Scenario scenario, List<Contender> taking, Result result)
            throws InterruptedException {
        Map<Contender, Sample> samples = new LinkedHashMap<>();
        for (Contender contender : List.copyOf(taking)) {
            try {
                samples.put(contender, once(scenario, contender));
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                taking.remove(contender);
                String why = e.getMessage() == null ? e.toString() : e.getMessage();
                if (why.contains("invalid event type")) {
                    result.leave(contender.name(), "was built without it");
                } else {
                    result.fail(contender.name(), why);
                }
                stop(contender);
            }
        }
        if (scenario instanceof Traffic traffic) {
            samples.keySet().stream()
                    .filter(Direct.class::isInstance)
                    .findFirst()
                    .ifPresent(direct -> samples.forEach((contender, own) -> {
                        if (contender != direct) {
                            traffic.beside(own, requireNonNull(samples.get(direct)));
                        }
                    }));
        }
        return samples;
    }

    private static boolean warms(Scenario scenario) {
        return !(scenario instanceof Traffic traffic) || !traffic.fresh();
    }

    private Sample once(Scenario scenario, Contender contender) throws Exception {
        if (scenario instanceof Command command) {
            return command.run((NginxLike) contender, folder(contender));
        }
        Traffic traffic = (Traffic) scenario;
        if (traffic.fresh()) {
            try (Running proxy = contender.start(traffic.setup(), load, home, folder(contender))) {
                return traffic.run(load, proxy, new CpuWindow(proxy.pid()));
            }
        }
        Running proxy = up(contender, traffic.setup());
        return traffic.run(load, proxy, new CpuWindow(proxy.pid()));
    }

    private Running up(Contender contender, Setup wanted) throws IOException, InterruptedException {
        if (!wanted.equals(setup)) {
            close();
            setup = wanted;
        }
        Running proxy = up.get(contender);
        if (proxy == null) {
            proxy = contender.start(wanted, load, home, folder(contender));
            up.put(contender, proxy);
        }
        return proxy;
    }

    /** Looks closer at less work, since looking closer disturbs. */
    private void inspect(Traffic traffic, Contender contender, Result result) throws InterruptedException {
        Traffic less = traffic.inspected();
        Running proxy = up.get(contender);
        if (less == null || proxy == null || proxy.pid() == 0) {
            return;
        }
        try {
            if (traced) {
                look(less, proxy, new SystemCalls(proxy.pid(), home), contender, result);
            }
            if (ProcessMeter.isJava(proxy.pid())) {
                // a new process: the JVM rounds a thread's account the more, the longer it is
                try (Running young = contender.start(less.setup(), load, home, folder(contender))) {
                    less.run(load, young, new CpuWindow(young.pid()));
                    look(less, young, new Allocation(young.pid()), contender, result);
                }
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            result.leave(contender.name() + ", looked at closely", String.valueOf(e.getMessage()));
        }
    }

    private void look(Traffic less, Running proxy, Window window, Contender contender, Result result) throws Exception {
        Sample seen = new Sample();
        less.run(load, proxy, new Window() {
            @Override
            public void open() throws Exception {
                window.open();
            }

            @Override
            public void close() throws Exception {
                window.close();
            }

            @Override
            public void tell(Sample disturbed, double amount, Unit unit) {
                window.tell(seen, amount, unit);
            }
        });
        result.add(contender.name(), seen);
    }

    private void stop(Contender contender) {
        Running proxy = up.remove(contender);
        if (proxy != null) {
            proxy.close();
        }
    }

    private Path folder(Contender contender) throws IOException {
        Path folder = Files.createTempDirectory(home, contender.name().replaceAll("\\W+", "-"));
        // Dovecot's login processes run as a user of their own
        folder.toFile().setExecutable(true, false);
        folder.toFile().setReadable(true, false);
        return folder;
    }

    @Override
    public void close() {
        up.values().forEach(Running::close);
        up.clear();
        setup = null;
    }
}
