package io.postern.process;

import io.postern.directive.Launch;
import io.postern.log.ErrorLog;
import io.postern.log.Level;
import io.postern.log.LogFile;
import io.postern.log.LogFiles;
import io.postern.log.Stderr;
import io.postern.settings.Configuration;
import io.postern.tls.files.TlsException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The configuration at work, and those before it whose sessions go on. Used by the main thread; {@link #log} by any. */
final class Generations {
    /** How long connections that were being accepted may take to show up among the sessions. */
    private static final long SETTLE_MILLIS = 50;

    private final Launch launch;
    private final Stderr stderr;
    private final ErrorLog boot;
    private final Consumer<Runnable> later;
    private final ExecutorService helper = Executors.newSingleThreadExecutor(task -> new LoopThread(task, "helper"));
    private final List<Generation> retired = new ArrayList<>();
    private volatile @Nullable Generation current;

    /** @param later has something done by the main thread */
    Generations(Launch launch, Stderr stderr, ErrorLog boot, Consumer<Runnable> later) {
        this.launch = launch;
        this.stderr = stderr;
        this.boot = boot;
        this.later = later;
    }

    /** The log of the process. */
    ErrorLog log() {
        Generation now = current;
        return now == null ? boot : now.log();
    }

    /** The one that new clients get. */
    Generation current() {
        Generation now = current;
        if (now == null) {
            throw new IllegalStateException("nothing is served yet");
        }
        return now;
    }

    /**
     * Builds on the helper's thread, which has no capabilities that threads started there could inherit. Its files are not open yet.
     *
     * @return null, with nginx's line among the complaints, when that failed
     */
    @Nullable
    Generation make(Configuration configuration, ErrorLog complaints, Workers workers) {
        Generation.Surroundings around = workers.surroundings();
        try {
            return helper.submit(
                            () -> new Generation(configuration, Startup.errorLog(launch), stderr, complaints, around))
                    .get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            complaints.write(
                    Level.EMERG, cause instanceof TlsException ? String.valueOf(cause.getMessage()) : Fault.words(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }

    /** Opens its logs; false, with nginx's line among the complaints, when one cannot be opened. */
    static boolean open(Generation made, ErrorLog complaints) {
        try {
            made.open();
            return true;
        } catch (LogFiles.Unopened e) {
            complaints.write(Level.EMERG, String.valueOf(e.getMessage()));
            made.close();
            return false;
        }
    }

    /** This one is the configuration from now on. */
    void take(Generation next) {
        current = next;
    }

    /** Leads standard error into the log, where that is a file. */
    void redirect() {
        ErrorLog log = log();
        LogFile file = log.file();
        if (!current().usesStderr() && file != null) {
            Background.redirectStderr(file.path(), log);
        }
    }

    /**
     * Lets its sessions go on until they end or {@code worker_shutdown_timeout} is up.
     *
     * @param gone runs when no retired generation is left
     */
    void retire(Generation old, Workers workers, Runnable gone) {
        retired.add(old);
        old.leaves();
        long limit = old.core().shutdown().toMillis();
        if (limit > 0) {
            workers.schedule(limit, old.sessions()::shutdownTimeout);
        }
        settled(old, workers, () -> {
            if (retired.remove(old)) {
                old.ended();
                if (old != current) {
                    old.close();
                }
                if (retired.isEmpty()) {
                    gone.run();
                }
            }
        });
    }

    /** Nothing is accepted for a while (WINCH). The log says what leaving workers of nginx say; sessions go on. */
    void rest(Workers workers) {
        Generation now = current();
        now.leaves();
        settled(now, workers, now::ended);
    }

    /** Runs this on the main thread when there are no sessions, nor about to be. */
    private void settled(Generation generation, Workers workers, Runnable then) {
        Runnable look = () -> {
            if (generation.sessions().count() == 0) {
                then.run();
            }
        };
        generation.sessions().whenEmpty(() -> workers.schedule(SETTLE_MILLIS, () -> later.accept(look)));
    }

    /** The current one serves again after {@link #rest}, or serves for the first time if a reload made it meanwhile. */
    void resume() {
        current().began();
    }

    /** Ends all sessions at once. */
    void end() {
        retired.forEach(Generations::end);
        Generation now = current;
        if (now != null && !retired.contains(now)) {
            end(now);
        }
    }

    private static void end(Generation generation) {
        generation.ended();
        generation.sessions().closeAll();
    }

    /** Opens all logs anew. */
    void reopen() {
        Generation now = current();
        now.reopen(true);
        retired.stream().filter(old -> old != now).forEach(old -> old.reopen(false));
        redirect();
    }
}
