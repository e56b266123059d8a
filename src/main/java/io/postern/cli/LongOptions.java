package io.postern.cli;

import io.postern.cli.Switches.Refused;
import io.postern.process.lint.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * What we take beyond nginx's switches, read by Picocli. Picocli is not loaded where no argument begins with two dashes.
 *
 * @param check test without root, sockets, DNS and certificate files
 * @param explain show the line, where a directive may stand, what may have been meant
 * @param lint look for mail's pitfalls
 * @param strict let warnings be told by the exit status
 * @param format text, json or sarif
 * @param noLint rules left out
 * @param explainConfig show effective settings: of all servers when empty, else of one; null when not asked for
 * @param rest the arguments that are nginx's
 */
record LongOptions(
        boolean check,
        boolean explain,
        boolean lint,
        boolean strict,
        String format,
        Set<String> noLint,
        @Nullable String explainConfig,
        List<String> rest) {
    private static final Set<String> FORMATS = Set.of("text", "json", "sarif");
    private static final Set<String> FLAGS = Set.of("--check", "--explain", "--lint", "--strict");
    private static final Set<String> VALUED = Set.of("--format", "--no-lint");
    private static final String EXPLAIN_CONFIG = "--explain-config";

    static LongOptions of(String[] args) throws Refused {
        List<String> ours = new ArrayList<>();
        List<String> rest = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            String name = args[i].startsWith("--") ? args[i].split("=", 2)[0] : "";
            boolean next = i + 1 < args.length;
            if (FLAGS.contains(name) || VALUED.contains(name) || name.equals(EXPLAIN_CONFIG)) {
                ours.add(args[i]);
                if (next
                        && name.equals(args[i])
                        && (VALUED.contains(name) || (name.equals(EXPLAIN_CONFIG) && !args[i + 1].startsWith("-")))) {
                    ours.add(args[++i]);
                }
            } else {
                rest.add(args[i]);
                if (next && SwitchReader.wantsNext(args[i])) {
                    rest.add(args[++i]);
                }
            }
        }
        return ours.isEmpty()
                ? new LongOptions(false, false, false, false, "text", Set.of(), null, List.copyOf(rest))
                : parsed(ours, List.copyOf(rest));
    }

    /** Whether the configuration is tested even without -t. */
    boolean tests() {
        return check || lint || strict || explainConfig != null || !format.equals("text");
    }

    /** What a person is told about these options. */
    static String usage() {
        return "Options beyond nginx's:\n"
                + new CommandLine(spec()).getHelp().optionList().replaceAll("(?m) +$", "")
                + "Lint rules: "
                + String.join(" ", Rule.codes())
                + "\n";
    }

    private static LongOptions parsed(List<String> ours, List<String> rest) throws Refused {
        try {
            CommandLine.ParseResult result = new CommandLine(spec())
                    .setExpandAtFiles(false)
                    .setOverwrittenOptionsAllowed(true)
                    .parseArgs(ours.toArray(String[]::new));
            String format = result.matchedOptionValue("--format", "text");
            if (!FORMATS.contains(format)) {
                throw new Refused("invalid option: \"--format " + format + "\"");
            }
            List<String> noLint = result.matchedOptionValue("--no-lint", List.of());
            for (String code : noLint) {
                if (Rule.of(code) == null) {
                    throw new Refused("invalid option: \"--no-lint " + code + "\"");
                }
            }
            return new LongOptions(
                    result.hasMatchedOption("--check"),
                    result.hasMatchedOption("--explain"),
                    result.hasMatchedOption("--lint"),
                    result.hasMatchedOption("--strict"),
                    format,
                    Set.copyOf(noLint),
                    result.hasMatchedOption(EXPLAIN_CONFIG) ? result.matchedOptionValue(EXPLAIN_CONFIG, "") : null,
                    rest);
        } catch (MissingParameterException e) {
            throw new Refused("option \"" + ours.get(ours.size() - 1) + "\" requires parameter");
        } catch (ParameterException e) {
            throw new Refused(String.valueOf(e.getMessage()));
        }
    }

    private static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create()
                .name("postern")
                .addOption(flag("--check", "test without root, sockets, DNS, users and certificate files"))
                .addOption(flag("--explain", "show lines and hints where standard error is no terminal, too"))
                .addOption(flag("--lint", "look for mail's pitfalls"))
                .addOption(flag("--strict", "exit with 2 when there are warnings and no errors"))
                .addOption(option("--format", "text, json or sarif", "FORMAT")
                        .type(String.class)
                        .build())
                .addOption(option("--no-lint", "leave out these rules (CODE,CODE)", "CODE")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .splitRegex(",")
                        .build())
                .addOption(option(EXPLAIN_CONFIG, "what is in force: of all mail servers, or of one", "SERVER")
                        .arity("0..1")
                        .fallbackValue("")
                        .type(String.class)
                        .build());
        spec.usageMessage().width(100);
        return spec;
    }

    private static OptionSpec flag(String name, String words) {
        return OptionSpec.builder(name).type(boolean.class).description(words).build();
    }

    private static OptionSpec.Builder option(String name, String words, String value) {
        return OptionSpec.builder(name).description(words).paramLabel(value);
    }
}
