package io.postern.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.postern.directive.Launch;
import io.postern.lang.FileName;
import io.postern.process.Built;
import io.postern.process.CommandLine;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** nginx's command line. */
public final class Main {
    /** The exit status that a shell reports of a process that SIGPIPE ended. */
    private static final int SIGPIPE = 128 + 13;

    private Main() {}

    /** Runs a command line and exits with nginx's status. */
    public static void main(String[] args) {
        int status = run(args);
        if (status >= 0) {
            // not exit(): from 21 on it looks for a logger that might want to know, in every jar
            Runtime.getRuntime().halt(status);
        }
    }

    static int run(String... args) {
        try {
            LongOptions options = LongOptions.of(bytes(args));
            Switches switches = Switches.of(options.rest());
            boolean test = switches.test() || options.tests();
            if (switches.version()) {
                err(Version.text(switches));
                if (switches.help() && isTerminal()) {
                    err(LongOptionParser.usage());
                }
                if (!test) {
                    return 0;
                }
            }
            Launch launch = launch(switches, options, test);
            return test ? new TestCommand(launch, switches, options).run() : Starter.run(launch, switches.signal());
        } catch (Switches.Refused e) {
            err("nginx: " + e.words() + "\n");
            if (isTerminal() && List.of(args).stream().anyMatch(arg -> arg.startsWith("--"))) {
                err(LongOptionParser.usage());
            }
            return 1;
        } catch (OutOfMemoryError e) {
            err("nginx: [emerg] the configuration needs more memory than the JVM may use (-Xmx)\n");
            return 1;
        }
    }

    /** Whether a person reads standard error; the launcher tells. */
    static boolean isTerminal() {
        return Boolean.getBoolean("postern.stderr.terminal");
    }

    private static Launch launch(Switches switches, LongOptions options, boolean test) {
        String prefix = folder(switches.prefix(), Built.PREFIX);
        String conf = switches.confFile() == null ? Built.CONF_FILE : switches.confFile();
        String log = switches.errorLog() == null ? Built.ERROR_LOG : switches.errorLog();
        return new Launch(
                conf.startsWith("/") ? conf : prefix + conf,
                prefix,
                log.equals("stderr") || log.isEmpty() ? "stderr" : log.startsWith("/") ? log : prefix + log,
                switches.globals(),
                test && switches.signal() == null,
                !options.check());
    }

    private static String folder(@Nullable String given, String otherwise) {
        String folder = given == null ? otherwise : given;
        return folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/";
    }

    private static String[] bytes(String[] args) {
        String[] out = new String[args.length];
        boolean lost = false;
        for (int i = 0; i < args.length; i++) {
            out[i] = FileName.bytes(args[i]);
            lost |= args[i].indexOf('\ufffd') >= 0;
        }
        List<String> given = lost ? CommandLine.bytes() : List.of();
        return given.size() == out.length ? given.toArray(String[]::new) : out;
    }

    /** Writes bytes to standard error at once. */
    static void err(String text) {
        write(FileDescriptor.err, text);
    }

    /** Writes bytes to standard output at once. */
    static void out(String text) {
        write(FileDescriptor.out, text);
    }

    @SuppressWarnings("resource") // the descriptor stays open
    private static void write(FileDescriptor descriptor, String text) {
        try {
            new FileOutputStream(descriptor).write(text.getBytes(ISO_8859_1));
        } catch (IOException e) {
            // nowhere left to say it; the JVM ignores the signal that ends nginx when its reader has gone
            if ("Broken pipe".equals(e.getMessage())) {
                Runtime.getRuntime().halt(SIGPIPE);
            }
        }
    }
}
