package io.postern.cli;

import io.postern.cli.Switches.Refused;
import io.postern.process.lint.Rule;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Takes the options beyond nginx's apart. A class of its own, so that picocli is loaded only where there are any. */
final class LongOptionParser {
    private static final Set<String> FORMATS = Set.of("text", "json", "sarif");

    private LongOptionParser() {}

    /** What a person is told about these options. */
    static String usage() {
        return "Options beyond nginx's:\n"
                + new CommandLine(spec()).getHelp().optionList().replaceAll("(?m) +$", "")
                + "Lint rules: "
                + String.join(" ", Rule.codes())
                + "\n";
    }

    static LongOptions parsed(List<String> ours, List<String> rest) throws Refused {
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
                    result.hasMatchedOption(LongOptions.EXPLAIN_CONFIG)
                            ? result.matchedOptionValue(LongOptions.EXPLAIN_CONFIG, "")
                            : null,
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
                .addOption(
                        option(LongOptions.EXPLAIN_CONFIG, "what is in force: of all mail servers, or of one", "SERVER")
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
