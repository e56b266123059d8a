package io.postern.cli;

import io.postern.directive.Cycle;
import io.postern.directive.DiskFiles;
import io.postern.directive.Finding;
import io.postern.directive.Launch;
import io.postern.log.ErrorLog;
import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.log.Stderr;
import io.postern.process.ConfigTest;
import io.postern.process.lint.Hit;
import io.postern.process.lint.Lint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** -t and -T: nginx's verdict in nginx's words. */
final class TestCommand {
    private final Launch launch;
    private final Switches switches;
    private final LongOptions options;

    TestCommand(Launch launch, Switches switches, LongOptions options) {
        this.launch = launch;
        this.switches = switches;
        this.options = options;
    }

    int run() {
        DiskFiles files = new DiskFiles();
        Cycle cycle = new Cycle(launch);
        ConfigTest.Result result = ConfigTest.run(cycle, files);
        List<Hit> hits = options.lint() && result.syntaxOk()
                ? Lint.of(result.configuration(), cycle, options.noLint())
                : List.of();
        if (options.format().equals("text")) {
            text(cycle, result, files);
            hits.forEach(TestCommand::lint);
            if (options.explainConfig() != null && result.syntaxOk()) {
                Main.out(new EffectiveSettings(result.configuration()).text(options.explainConfig()));
            }
        } else {
            Main.out(report(cycle, result, files, hits));
        }
        return result.passed() ? 0 : 1;
    }

    private String report(Cycle cycle, ConfigTest.Result result, DiskFiles files, List<Hit> hits) {
        Report report = new Report(cycle, result, files.texts(), hits);
        String servers = options.explainConfig();
        return options.format().equals("sarif")
                ? report.sarif(Version.own())
                : report.json(servers == null ? null : new EffectiveSettings(result.configuration()).servers(servers));
    }

    private void text(Cycle cycle, ConfigTest.Result result, DiskFiles files) {
        Stderr stderr = new Stderr();
        Log log = ErrorLog.boot(launch.errorLog().equals("stderr") ? "" : launch.errorLog(), stderr);
        Explanation explanation =
                explains() ? new Explanation(result.configuration().vocabulary(), files.texts()) : null;
        write(log, cycle.whileReading(), explanation);
        if (result.syntaxOk() && !switches.quiet()) {
            stderr.say("the configuration file " + launch.confFile() + " syntax is ok");
        }
        write(log, cycle.afterReading(), explanation);
        if (!result.passed()) {
            stderr.say("configuration file " + launch.confFile() + " test failed");
            return;
        }
        if (!switches.quiet()) {
            stderr.say("configuration file " + launch.confFile() + " test is successful");
        }
        if (switches.dump()) {
            files.texts().forEach((name, text) -> Main.out("# configuration file " + name + ":\n" + text + "\n"));
        }
        if (explanation != null) {
            cycle.advice().forEach(a -> Main.err("postern: " + a.line() + "\n"));
        }
    }

    private static void lint(Hit hit) {
        Main.err("postern: [" + hit.finding().severity().word() + "] "
                + hit.finding().line() + " (" + hit.rule().code() + ")\n");
    }

    /** Only where a person reads it, never in a pipe. */
    private boolean explains() {
        return options.explain() || Boolean.getBoolean("postern.stderr.terminal");
    }

    private void write(Log log, List<Finding> findings, @Nullable Explanation explanation) {
        for (Finding finding : findings) {
            log.write(Level.valueOf(finding.severity().name()), finding.line());
            if (explanation != null) {
                Main.err(explanation.of(finding));
            }
        }
    }
}
