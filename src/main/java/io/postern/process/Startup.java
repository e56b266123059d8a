package io.postern.process;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.postern.directive.Cycle;
import io.postern.directive.DiskFiles;
import io.postern.directive.Finding;
import io.postern.directive.Launch;
import io.postern.log.ErrorLog;
import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.log.Stderr;
import io.postern.net.Transport;
import io.postern.settings.Configuration;
import io.postern.tls.files.AskedKeys;
import org.jspecify.annotations.Nullable;

/** From the command line to a running server, or to a signal for one that runs (nginx's main). */
public final class Startup {
    private final Launch launch;
    private final Stderr stderr = new Stderr();
    private final ErrorLog boot;
    private final AskedKeys keys = new AskedKeys(new PassPhrase());
    private volatile @Nullable Master master;

    public Startup(Launch launch) {
        this.launch = launch;
        this.boot = ErrorLog.boot(errorLog(launch), stderr);
    }

    /** Serves until told to stop; the exit status. */
    public int serve() {
        // before TLS is read: left to itself, Netty looks for a logging library, in jars
        InternalLoggerFactory.setDefaultFactory(new NettyLog(this::log));
        Ahead library = new Ahead(Libc::load); // it takes as long as reading the configuration
        Inherited inherited = Inherited.of(System.getenv(), boot);
        Cycle cycle = cycle();
        ConfigTest.Result result = ConfigTest.run(cycle, new DiskFiles());
        if (result.passed() && !inherited.upgraded()) {
            boolean daemon = result.configuration().get(MainSettings.class).daemon();
            if (daemon && !Background.isDetached()) {
                return Background.again(CommandLine.arguments(), boot);
            } else if (!daemon && Background.isDetached()) {
                Background.decline();
                return 0;
            }
        }
        report(cycle, boot);
        advise(cycle, boot);
        if (!result.passed()) {
            return 1;
        }
        // loads the transport's native library while the C library is still being bound
        Transport.of(result.configuration().get(EventsSettings.class).use());
        library.await();
        ProcessName.take();
        keys.alone();
        Master serving = new Master(launch, keys, stderr, boot, inherited, result.configuration());
        master = serving;
        return serving.run(result.configuration());
    }

    private Cycle cycle() {
        Cycle cycle = new Cycle(launch);
        cycle.give(AskedKeys.class, keys);
        return cycle;
    }

    private Log log() {
        Master serving = master;
        return serving == null ? boot : serving.log();
    }

    /** Ends what {@link #serve} began, as SIGTERM does. Safe on any thread. */
    public void stop() {
        Master serving = master;
        if (serving != null) {
            serving.later(serving::terminate);
        }
    }

    /** Sends the signal behind {@code -s} to the process in the pid file; the exit status. */
    public int signal(String word) {
        ConfigTest.begin(boot);
        Cycle cycle = cycle();
        ConfigTest.Result result = ConfigTest.run(cycle, new DiskFiles());
        report(cycle, boot);
        if (!result.passed()) {
            return 1;
        }
        boot.write(Level.NOTICE, "signal process started");
        Configuration configuration = result.configuration();
        return configuration.get(MainSettings.class).pid().signal(word, boot) ? 0 : 1;
    }

    /**
     * Writes what was found to the log, and with it to standard error, as nginx does while it reads: up to the first error, at which
     * nginx stops. Only a test tells of the others.
     */
    static void report(Cycle cycle, Log log) {
        for (Finding finding : cycle.findings()) {
            write(finding, log);
            if (finding.fatal()) {
                return;
            }
        }
    }

    /** Writes what differs from nginx in what is about to be served, such as ciphers that our TLS does not have. */
    static void advise(Cycle cycle, Log log) {
        if (!cycle.failed()) {
            cycle.advice().forEach(finding -> write(finding, log));
        }
    }

    private static void write(Finding finding, Log log) {
        if (finding.said()) {
            ConfigTest.write(finding, log);
        }
    }

    /** The file of {@code -e} or the built-in one; empty for standard error. */
    static String errorLog(Launch launch) {
        return launch.errorLog().equals("stderr") ? "" : launch.errorLog();
    }
}
