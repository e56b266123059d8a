package io.postern.cli;

import java.util.List;

/**
 * The run from which the JVM learns, once after a build, which classes a start needs: a configuration test or a server, as the arguments
 * say, which are the program's own. {@link io.postern.cli.rehearsal.Rehearsal} wrote the configuration, and visits the server.
 */
public final class Prepare {
    /** Classes that this run does not come by and others may: for a single class that is missing from the archive a start opens the jar. */
    private static final List<String> LEFT = List.of(
            "io.postern.cli.Starter",
            "io.postern.cli.Version",
            "io.postern.process.Background",
            "io.postern.process.Privileges",
            "io.postern.process.Master$1");

    private Prepare() {}

    /** Runs a command line; with {@code postern.prepare.all} a test of the same configuration goes before it. */
    public static void main(String[] args) throws ClassNotFoundException {
        for (String left : LEFT) {
            Class.forName(left, false, Prepare.class.getClassLoader());
        }
        boolean test = args[0].equals("-t");
        if (test || Boolean.getBoolean("postern.prepare.all")) {
            Main.run(with("-s", "quit", args)); // nothing is there to be told
        }
        if (!test && Boolean.getBoolean("postern.prepare.all")) {
            Main.run(with("-t", "-q", args));
        }
        Main.main(args);
    }

    private static String[] with(String first, String second, String... args) {
        String[] all = new String[args.length + 2];
        all[0] = first;
        all[1] = second;
        System.arraycopy(args, 0, all, 2, args.length);
        return all;
    }
}
