package io.postern.cli;

import io.postern.cli.Switches.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
    private static final Set<String> FLAGS = Set.of("--check", "--explain", "--lint", "--strict");
    private static final Set<String> VALUED = Set.of("--format", "--no-lint");
    static final String EXPLAIN_CONFIG = "--explain-config";

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
                : LongOptionParser.parsed(ours, List.copyOf(rest));
    }

    /** Whether the configuration is tested even without -t. */
    boolean tests() {
        return check || lint || strict || explainConfig != null || !format.equals("text");
    }
}
