package io.postern.cli;

import io.postern.directive.Cycle;
import io.postern.directive.DiskFiles;
import io.postern.directive.Finding;
import io.postern.directive.Launch;
import io.postern.directive.Severity;
import io.postern.log.ErrorLog;
import io.postern.log.Log;
import io.postern.log.LogFiles;
import io.postern.log.Logs;
import io.postern.log.MainLogModule;
import io.postern.log.Stderr;
import io.postern.process.ConfigTest;
import io.postern.process.PassPhrase;
import io.postern.process.lint.Hit;
import io.postern.process.lint.Lint;
import io.postern.tls.files.AskedKeys;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** -t and -T: nginx's verdict in nginx's words, and what we add on request. */
final class TestCommand {
    private static final int WARNED = 2;

    private final Launch launch;
    private final Switches switches;
    private final LongOptions options;
    private boolean warned;

    TestCommand(Launch launch, Switches switches, LongOptions options) {
        this.launch = launch;
        this.switches = switches;
        this.options = options;
    }

    /** The exit status: 0, or 1 where the configuration cannot be used, or with --strict 2 where there are warnings. */
    int run() {
        DiskFiles files = new DiskFiles();
        Cycle cycle = new Cycle(launch);
        if (options.format().equals("text")) {
            cycle.give(AskedKeys.class, new AskedKeys(new PassPhrase()));
        }
        ConfigTest.Result result = ConfigTest.run(cycle, files);
        List<Hit> hits = options.lint() ? Lint.of(result.configuration().root(), cycle, options.noLint()) : List.of();
        warned(cycle.findings());
        warned(cycle.cautions());
        for (Hit hit : hits) {
            warned(List.of(hit.finding()));
        }
        switch (options.format()) {
            case "json" -> Main.out(report(cycle, result, files, hits).json(servers(result)));
            case "sarif" -> {
                Sources sources = new Sources(files.contents());
                Main.out(new Sarif(report(cycle, result, files, hits), sources, Sarif.here()).text(Version.own()));
            }
            default -> text(cycle, result, files, hits);
        }
        return !result.passed() ? 1 : options.strict() && warned ? WARNED : 0;
    }

    private void warned(List<Finding> findings) {
        for (Finding finding : findings) {
            warned |= finding.severity().compareTo(Severity.WARN) <= 0;
        }
    }

    private static Report report(Cycle cycle, ConfigTest.Result result, DiskFiles files, List<Hit> hits) {
        return new Report(cycle, result, new Sources(files.contents()), hits);
    }

    private @Nullable List<Map<String, Object>> servers(ConfigTest.Result result) {
        String which = options.explainConfig();
        return which == null ? null : new EffectiveSettings(result.configuration()).servers(which);
    }

    private void text(Cycle cycle, ConfigTest.Result result, DiskFiles files, List<Hit> hits) {
        Stderr stderr = new Stderr();
        boolean noFile = !launch.touches() || launch.errorLog().equals("stderr");
        ErrorLog log = ErrorLog.boot(noFile ? "" : launch.errorLog(), stderr);
        Explanation explanation =
                explains() ? new Explanation(result.configuration().vocabulary(), new Sources(files.contents())) : null;
        ConfigTest.begin(log);
        write(log, cycle.whileReading(), explanation);
        if (result.syntaxOk() && !switches.quiet()) {
            stderr.say("the configuration file " + launch.confFile() + " syntax is ok");
        }
        write(cycle.foundWhileOpen() ? configured(result, stderr, log) : log, cycle.afterReading(), explanation);
        if (result.passed()) {
            write(log, cycle.cautions(), explanation);
        }
        if (!result.passed()) {
            stderr.say("configuration file " + launch.confFile() + " test failed");
        } else if (!switches.quiet()) {
            stderr.say("configuration file " + launch.confFile() + " test is successful");
        }
        if (switches.dump() && result.passed()) {
            files.texts().forEach((name, text) -> Main.out("# configuration file " + name + ":\n" + text + "\n"));
        }
        if (explanation != null && result.passed()) {
            cycle.advice().stream()
                    .filter(advice -> !cycle.cautions().contains(advice))
                    .forEach(advice -> Main.err(ours(advice) + "\n"));
        }
        for (Hit hit : hits) {
            Main.err(ours(hit.finding()) + " (" + hit.rule().code() + ")\n");
            if (explanation != null) {
                Main.err(explanation.of(hit.finding(), hit.rule().remedy()));
            }
        }
        String which = options.explainConfig();
        if (which != null && result.syntaxOk()) {
            Main.out(new EffectiveSettings(result.configuration()).text(which));
        }
    }

    /** The log of the configuration itself; the one before it where that cannot be opened. */
    private Log configured(ConfigTest.Result result, Stderr stderr, ErrorLog before) {
        LogFiles files = new LogFiles();
        Log log = new Logs(files, stderr, before)
                .main(
                        result.configuration().get(MainLogModule.Settings.class).logs(),
                        launch.errorLog().equals("stderr") ? "" : launch.errorLog());
        try {
            files.open();
            return log;
        } catch (LogFiles.Unopened e) {
            return before;
        }
    }

    private static String ours(Finding finding) {
        return "postern: [" + finding.severity().word() + "] " + finding.line();
    }

    /** Only where a person reads it, never in a pipe. */
    private boolean explains() {
        return options.explain() || Main.isTerminal();
    }

    private void write(Log log, List<Finding> findings, @Nullable Explanation explanation) {
        for (Finding finding : findings) {
            if (finding.said()) {
                ConfigTest.write(finding, log);
            } else if (explanation != null) {
                Main.err(ours(finding) + "\n");
            }
            if (explanation != null) {
                Main.err(explanation.of(finding));
            }
        }
    }
}
