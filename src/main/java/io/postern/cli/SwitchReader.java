package io.postern.cli;

import io.postern.cli.Switches.Refused;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One reading of a command line, character by character. */
final class SwitchReader {
    private static final Set<String> SIGNALS = Set.of("stop", "quit", "reopen", "reload");

    private static final String VALUED = "pecgs";

    private final List<String> args;
    private int at;

    private boolean help;
    private boolean version;
    private boolean configure;
    private boolean test;
    private boolean dump;
    private boolean quiet;
    private @Nullable String prefix;
    private @Nullable String errorLog;
    private @Nullable String confFile;
    private String globals = "";
    private @Nullable String signal;

    SwitchReader(List<String> args) {
        this.args = List.copyOf(args);
    }

    void read() throws Refused {
        for (at = 0; at < args.size(); at++) {
            String arg = args.get(at);
            if (!arg.startsWith("-")) {
                throw new Refused("invalid option: \"" + arg + "\"");
            }
            for (int i = 1; i < arg.length(); i++) {
                if (one(arg.charAt(i), arg.substring(i + 1))) {
                    break;
                }
            }
        }
    }

    /** Whether the argument ends in a switch whose value is the next argument. */
    static boolean wantsNext(String arg) {
        if (!arg.startsWith("-")) {
            return false;
        }
        for (int i = 1; i < arg.length(); i++) {
            if (VALUED.indexOf(arg.charAt(i)) >= 0) {
                return i == arg.length() - 1;
            }
        }
        return false;
    }

    Switches switches() {
        return new Switches(help, version, configure, test, dump, quiet, prefix, errorLog, confFile, globals, signal);
    }

    /** One letter; true when it took the rest of the argument (or the next one) as its value. */
    private boolean one(char letter, String rest) throws Refused {
        switch (letter) {
            case '?', 'h' -> {
                version = true;
                help = true;
            }
            case 'v' -> version = true;
            case 'V' -> {
                version = true;
                configure = true;
            }
            case 't' -> test = true;
            case 'T' -> {
                test = true;
                dump = true;
            }
            case 'q' -> quiet = true;
            default -> {
                valued(letter, rest);
                return true;
            }
        }
        return false;
    }

    private void valued(char letter, String rest) throws Refused {
        switch (letter) {
            case 'p' -> prefix = value(rest, "option \"-p\" requires directory name");
            case 'e' -> errorLog = value(rest, "option \"-e\" requires file name");
            case 'c' -> confFile = value(rest, "option \"-c\" requires file name");
            case 'g' -> globals = value(rest, "option \"-g\" requires parameter");
            case 's' -> {
                String name = value(rest, "option \"-s\" requires parameter");
                if (!SIGNALS.contains(name)) {
                    throw new Refused("invalid option: \"-s " + name + "\"");
                }
                signal = name;
            }
            default -> throw new Refused("invalid option: \"" + letter + "\"");
        }
    }

    private String value(String rest, String otherwise) throws Refused {
        if (!rest.isEmpty()) {
            return rest;
        }
        if (++at >= args.size()) {
            throw new Refused(otherwise);
        }
        return args.get(at);
    }
}
