package io.postern.cli;

import io.postern.cli.Switches.Refused;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * What we take beyond nginx's switches, read by Picocli. Picocli is not loaded where no argument begins with two dashes.
 *
 * @param check test without root, sockets, DNS and certificate files
 * @param explain show the line, where a directive may stand, what may have been meant
 * @param lint look for mail's pitfalls
 * @param format text, json or sarif
 * @param noLint rules left out
 * @param explainConfig show effective settings: of all servers when empty, else of one; null when not asked for
 * @param rest the arguments that are nginx's
 */
record LongOptions(
        boolean check,
        boolean explain,
        boolean lint,
        String format,
        Set<String> noLint,
        @Nullable String explainConfig,
        List<String> rest) {
    private static final Set<String> FORMATS = Set.of("text", "json", "sarif");

    static LongOptions of(String[] args) throws Refused {
        for (String arg : args) {
            if (arg.startsWith("--")) {
                return parsed(args);
            }
        }
        return new LongOptions(false, false, false, "text", Set.of(), null, List.of(args));
    }

    /** Whether the configuration is tested even without -t. */
    boolean tests() {
        return check || lint || explainConfig != null || !format.equals("text");
    }

    private static LongOptions parsed(String[] args) throws Refused {
        try {
            CommandLine.ParseResult result = new CommandLine(spec())
                    .setUnmatchedArgumentsAllowed(true)
                    .setUnmatchedOptionsArePositionalParams(false)
                    .setExpandAtFiles(false)
                    .setOverwrittenOptionsAllowed(true)
                    .setPosixClusteredShortOptionsAllowed(false)
                    .parseArgs(args);
            String format = result.matchedOptionValue("--format", "text");
            if (!FORMATS.contains(format)) {
                throw new Refused("invalid option: \"--format " + format + "\"");
            }
            return new LongOptions(
                    result.hasMatchedOption("--check"),
                    result.hasMatchedOption("--explain"),
                    result.hasMatchedOption("--lint"),
                    format,
                    Set.copyOf(result.matchedOptionValue("--no-lint", List.<String>of())),
                    result.hasMatchedOption("--explain-config")
                            ? result.matchedOptionValue("--explain-config", "")
                            : null,
                    List.copyOf(result.unmatched()));
        } catch (ParameterException e) {
            throw new Refused(String.valueOf(e.getMessage()));
        }
    }

    private static CommandSpec spec() {
        return CommandSpec.create()
                .name("postern")
                .addOption(flag("--check"))
                .addOption(flag("--explain"))
                .addOption(flag("--lint"))
                .addOption(OptionSpec.builder("--format").type(String.class).build())
                .addOption(OptionSpec.builder("--no-lint")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .splitRegex(",")
                        .build())
                .addOption(OptionSpec.builder("--explain-config")
                        .arity("0..1")
                        .fallbackValue("")
                        .type(String.class)
                        .build());
    }

    private static OptionSpec flag(String name) {
        return OptionSpec.builder(name).type(boolean.class).build();
    }
}
