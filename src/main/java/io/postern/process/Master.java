package io.postern.process;

import io.postern.directive.Cycle;
import io.postern.directive.DiskFiles;
import io.postern.directive.Launch;
import io.postern.log.ErrorLog;
import io.postern.log.Level;
import io.postern.log.Stderr;
import io.postern.net.Listeners;
import io.postern.settings.Configuration;
import io.postern.tls.files.AskedKeys;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The process while it serves: nginx's master and workers in one. The main thread runs it: it alone keeps the rights to bind, to read
 * keys and to reopen logs, and does everything here, one thing after the other; others hand it {@link #later work}.
 */
final class Master {
    private final Launch launch;
    private final AskedKeys keys;
    private final Stderr stderr;
    private final ErrorLog boot;
    private final Inherited inherited;
    private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
    private final Generations generations;
    private final Workers workers;
    private final Upgrade upgrade = new Upgrade(this);
    private final Supervisor supervisor;
    private final Limits limits = new Limits();
    /** What the first configuration says: its lock file stays, whether there is a master, and who we are. */
    private final MainSettings first;

    private boolean paused;
    private boolean quitting;
    private boolean over;

    /** Starts the event loops; nothing is bound yet. */
    Master(
            Launch launch,
            AskedKeys keys,
            Stderr stderr,
            ErrorLog boot,
            Inherited inherited,
            Configuration configuration) {
        this.launch = launch;
        this.keys = keys;
        this.stderr = stderr;
        this.boot = boot;
        this.inherited = inherited;
        generations = new Generations(launch, stderr, boot, this::later);
        supervisor = new Supervisor(System.getenv("NOTIFY_SOCKET"), this::log);
        Thread.setDefaultUncaughtExceptionHandler(this::crashed);
        first = configuration.get(MainSettings.class);
        Libc.umask(Libc.umask(0) | 022);
        workers = new Workers(first, configuration.get(EventsSettings.class), this::loopEnded);
    }

    /** Serves; returns the exit status. */
    int run(Configuration configuration) {
        if (!begin(configuration)) {
            return 1;
        }
        while (!over) {
            try {
                work.take().run();
            } catch (InterruptedException e) {
                terminate();
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                log().write(Level.ALERT, "the last command failed: " + Fault.words(e));
            }
        }
        Generation last = generations.current();
        last.core().pid().delete(last.log(), upgrade.running());
        AttachSocket.remove();
        last.log().write(Level.NOTICE, "exit");
        return 0;
    }

    private boolean begin(Configuration configuration) {
        Generation made = generations.make(configuration, boot, workers);
        if (made == null || !Generations.open(made, boot)) {
            return false;
        }
        workers.adopt(inherited, made.log());
        Listeners.Change change = workers.prepare(made);
        if (change == null) {
            return false;
        }
        generations.take(made);
        MainSettings core = made.core();
        limits.compare(made.events().connections(), core.nofile(), made.log());
        Workers.greet(made);
        // before this thread keeps capabilities: a thread started later would inherit them
        SignalThread.start(made.log(), this::received);
        if (Background.isDetached()) {
            Libc.umask(022); // nginx's background has none, and makes its files with mode 0644
        }
        if (!core.pid().write(made.log())) {
            if (Background.isDetached()) {
                Background.ready(); // nginx's command has returned by now, with success
            }
            return false;
        }
        stderr.started();
        // before limits take descriptors away: who started us may wait until our standard error is closed
        generations.redirect();
        made.worker("start worker processes");
        if (core.master()) {
            limits.bound(core, made.log());
            if (!drop(core, made.log())) {
                return false;
            }
            limits.place(core, workers.loops(), made.log());
        }
        boot.close();
        workers.serve(made, change);
        supervisor.ready();
        if (Background.isDetached()) {
            Background.ready();
        }
        return true;
    }

    private static boolean drop(MainSettings core, ErrorLog log) {
        MainSettings.User user = core.user();
        return user == null || Privileges.drop(user.name(), user.uid(), user.gid(), log);
    }

    /** Has this done by the main thread. Safe on any thread. */
    void later(Runnable task) {
        work.add(task);
    }

    ErrorLog log() {
        return generations.log();
    }

    /** On the signal thread: the line is written when the signal arrives, the work done in turn. */
    private void received(Signal signal, int sender) {
        String action = signal.action();
        boolean ignored = signal == Signal.USR2 && upgrade.ignores();
        if (ignored) {
            action = ", ignoring";
        } else if (signal == Signal.WINCH && !detached()) {
            action = "";
        }
        String from = sender == 0 ? "" : " from " + sender;
        log().write(Level.NOTICE, "signal " + signal.number() + " (SIG" + signal + ") received" + from + action);
        if (ignored) {
            log().write(
                            Level.CRIT,
                            "the changing binary signal is ignored: you should shutdown or terminate before either old"
                                    + " or new binary's process");
            return;
        }
        later(signal == Signal.CHLD ? upgrade::reap : () -> act(signal));
    }

    private void act(Signal signal) {
        if (quitting && signal != Signal.TERM && signal != Signal.INT) {
            return; // a master that waits for its last workers looks at nothing else (ngx_master_process_cycle)
        }
        if (alone() && (signal == Signal.USR2 || signal == Signal.WINCH)) {
            return; // logged, and no more (ngx_single_process_cycle)
        }
        switch (signal) {
            case HUP -> reconfigure();
            case QUIT -> quit();
            case TERM, INT -> terminate();
            case USR1 -> reopen();
            case USR2 -> upgrade.start();
            case WINCH -> pause();
            case ALRM, IO, CHLD -> {}
        }
    }

    private boolean detached() {
        return Background.isDetached() || inherited.upgraded();
    }

    private void reconfigure() {
        if (upgrade.running()) {
            if (paused) {
                resume();
            } else {
                generations
                        .current()
                        .worker("start worker processes"); // and no more: the new binary reads the configuration
            }
            return;
        }
        log().write(Level.NOTICE, "reconfiguring");
        supervisor.reloading();
        try {
            Privileges.asRoot(this::reload);
        } finally {
            supervisor.ready();
        }
    }

    private void reload() {
        ErrorLog old = log();
        Configuration read = read(old);
        Generation next = read == null ? null : generations.make(read, old, workers);
        if (next != null) {
            Generation before = generations.current();
            Listeners.Change change = prepare(next, before, old);
            if (change != null) {
                take(next, change);
                generations.retire(before, workers, this::idle);
            }
        }
    }

    /** The configuration as it is now; null, with nginx's lines in the log, when it is refused. */
    private @Nullable Configuration read(ErrorLog log) {
        Cycle cycle = new Cycle(launch);
        cycle.give(AskedKeys.class, keys);
        ConfigTest.Result result = ConfigTest.run(cycle, new DiskFiles());
        Startup.report(cycle, log);
        Startup.advise(cycle, log);
        return result.passed() ? result.configuration() : null;
    }

    /** Does what may fail: pid file, logs, sockets. Null, with nginx's lines in the log, when something did; the old one goes on then. */
    private Listeners.@Nullable Change prepare(Generation next, Generation before, ErrorLog old) {
        if (!next.core().lock().equals(first.lock())) {
            old.write(Level.EMERG, "\"lock_file\" could not be changed, ignored");
        }
        if (!Objects.equals(next.core().user(), first.user())) {
            old.write(Level.WARN, "\"user\" takes effect at the next start, ignored"); // nginx's new workers change
        }
        PidFile pid = next.core().pid();
        if (!pid.equals(before.core().pid())) {
            if (!pid.write(old)) {
                next.close();
                return null;
            }
            before.core().pid().delete(old, upgrade.running());
        }
        return Generations.open(next, old) ? workers.prepare(next) : null;
    }

    /** Serves by it from now on. */
    private void take(Generation next, Listeners.Change change) {
        generations.take(next);
        next.log().write(Level.NOTICE, "using the \"" + next.events().use() + "\" event method");
        limits.compare(next.events().connections(), next.core().nofile(), next.log());
        workers.serve(next, change);
        if (paused) {
            paused = false;
            workers.resume();
        }
        generations.redirect();
        next.worker("start worker processes");
        if (first.master()) {
            limits.bound(next.core(), next.log());
            limits.place(next.core(), workers.loops(), next.log());
        }
    }

    private void idle() {
        over |= quitting;
    }

    private void quit() {
        if (alone()) {
            terminate(); // a lone process waits for nobody (ngx_single_process_cycle)
            return;
        }
        quitting = true;
        leave();
        generations.retire(generations.current(), workers, this::idle);
    }

    void terminate() {
        leave();
        generations.end();
        over = true;
    }

    /** Listens no more; where nobody else does, the service ends. */
    private void leave() {
        if (!shared()) {
            supervisor.stopping();
        }
        workers.close(shared(), log());
    }

    /** Whether an older or newer process listens on our sockets too. */
    private boolean shared() {
        return upgrade.running() || upgrade.beside();
    }

    private void reopen() {
        log().write(Level.NOTICE, "reopening logs");
        Privileges.asRoot(generations::reopen);
    }

    private void pause() {
        if (detached() && !paused) {
            paused = true;
            workers.pause();
            generations.rest(workers);
        }
    }

    /** Accepts again after a new binary was tried; not when told to go meanwhile (ngx_master_process_cycle heeds that first). */
    void resume() {
        if (paused && !quitting) {
            paused = false;
            workers.resume();
            generations.resume();
        }
    }

    /** Whether there are no workers apart, as nginx sees it. */
    boolean alone() {
        return !first.master();
    }

    Upgrade.Parts parts() {
        return new Upgrade.Parts(generations.current().core(), workers.descriptors(), workers.lent(), supervisor);
    }

    /** Sessions of a loop that has ended are stuck for ever: better to end, so that a supervisor starts us again. */
    private void loopEnded(String loop) {
        log().write(Level.ALERT, "event loop " + loop + " has ended");
        Runtime.getRuntime().halt(1);
    }

    private void crashed(Thread thread, Throwable cause) {
        log().write(Level.ALERT, "thread " + thread.getName() + " failed: " + Fault.words(cause));
        if (cause instanceof VirtualMachineError || thread.getName().equals("main")) {
            Runtime.getRuntime().halt(1);
        }
    }
}
