package io.postern.process;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.postern.directive.Cycle;
import io.postern.directive.DiskFiles;
import io.postern.directive.Launch;
import io.postern.log.Errno;
import io.postern.log.ErrorLog;
import io.postern.log.Level;
import io.postern.log.LogFile;
import io.postern.log.LogFiles;
import io.postern.log.Stderr;
import io.postern.net.Listeners;
import io.postern.net.Slots;
import io.postern.net.Transport;
import io.postern.settings.Configuration;
import io.postern.tls.Encryptions;
import io.postern.tls.TlsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The process while it serves: nginx's master and workers in one. The main thread runs it: it alone keeps the rights to bind, to read
 * keys and to reopen logs, and does everything here, one thing after the other; others hand it {@link #later work}.
 */
final class Master {
    /** How long connections that were being accepted may take to show up among the sessions. */
    private static final long SETTLE_MILLIS = 50;

    private final Launch launch;
    private final Stderr stderr;
    private final ErrorLog boot;
    private final Inherited inherited;
    private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
    private final ExecutorService helper = Executors.newSingleThreadExecutor(task -> new LoopThread(task, "helper"));
    private final List<Generation> retired = new ArrayList<>();
    private final Upgrade upgrade = new Upgrade(this);
    private final Supervisor supervisor;
    private @Nullable Generation current;
    private Generation.@Nullable Surroundings surroundings;
    private @Nullable Slots slots;
    private @Nullable IoEventLoopGroup loops;
    private @Nullable Listeners listeners;
    private boolean paused;
    private boolean quitting;
    private boolean over;

    Master(Launch launch, Stderr stderr, ErrorLog boot, Inherited inherited) {
        this.launch = launch;
        this.stderr = stderr;
        this.boot = boot;
        this.inherited = inherited;
        this.supervisor = new Supervisor(System.getenv("NOTIFY_SOCKET"), this::log);
    }

    /** Serves; returns the exit status. */
    int run(Configuration configuration) {
        InternalLoggerFactory.setDefaultFactory(new NettyLog(this::log));
        Thread.setDefaultUncaughtExceptionHandler(this::crashed);
        if (!begin(configuration)) {
            return 1;
        }
        while (!over) {
            try {
                work.take().run();
            } catch (InterruptedException e) {
                terminate();
            }
        }
        return end();
    }

    private boolean begin(Configuration configuration) {
        MainSettings core = configuration.get(MainSettings.class);
        EventsSettings events = configuration.get(EventsSettings.class);
        Libc.umask(Libc.umask(0) | 022);
        Limits limits = new Limits(boot);
        limits.apply(core);
        Transport sockets = Transport.of(events.use());
        Slots room = new Slots(events.connections());
        slots = room;
        surroundings = new Generation.Surroundings(room.counting(sockets), new Encryptions());
        loops = startLoops(sockets, Math.max(1, core.processes()));
        limits.tie(loops, core.affinity());
        Listeners opened = new Listeners(sockets, loops, room);
        listeners = opened;
        Generation first = generation(configuration, boot);
        if (first == null) {
            return false;
        }
        adopt(opened, first.log());
        Listeners.Change change = prepare(opened, first);
        if (change == null) {
            return false;
        }
        current = first;
        new Limits(first.log()).compare(events.connections(), core.nofile());
        greet(first);
        SignalThread.start(first.log(), this::received); // now: a later thread would inherit what this one keeps
        if (!core.pid().write(first.log()) || !drop(core, first.log())) {
            return false;
        }
        LogFile file = first.log().file();
        if (!first.log().usesStderr() && file != null) {
            Background.redirectStderr(file.path(), first.log());
        }
        stderr.started();
        boot.close();
        change.commit();
        supervisor.ready();
        if (Background.isDetached()) {
            Background.ready();
        }
        return true;
    }

    /** Starts all loops' threads now: later they would inherit what this thread keeps. */
    private static IoEventLoopGroup startLoops(Transport transport, int count) {
        int[] number = new int[1];
        IoEventLoopGroup loops = transport.loops(count, task -> new LoopThread(task, "worker-" + number[0]++));
        for (EventExecutor loop : loops) {
            loop.submit(() -> {}).syncUninterruptibly();
        }
        return loops;
    }

    /** The lines of nginx's start. */
    private static void greet(Generation generation) {
        ErrorLog log = generation.log();
        log.write(Level.NOTICE, "using the \"" + generation.events().use() + "\" event method");
        log.write(Level.NOTICE, "nginx/1.31.5 (postern)");
        log.write(
                Level.NOTICE,
                "built by " + System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        log.write(Level.NOTICE, "OS: " + System.getProperty("os.name") + " " + System.getProperty("os.version"));
        log.write(Level.NOTICE, Limits.descriptors());
        log.write(Level.NOTICE, "start worker processes");
    }

    private static boolean drop(MainSettings core, ErrorLog log) {
        MainSettings.User user = core.user();
        return user == null || !core.master() || Privileges.drop(user.name(), user.uid(), user.gid(), log);
    }

    /** Builds on the helper's thread, which keeps nothing that what it starts might inherit; opens files on this one. */
    private @Nullable Generation generation(Configuration configuration, ErrorLog complaints) {
        Generation.Surroundings around = Objects.requireNonNull(surroundings);
        try {
            Generation made = helper.submit(
                            () -> new Generation(configuration, Startup.errorLog(launch), stderr, complaints, around))
                    .get();
            made.open();
            return made;
        } catch (LogFiles.Unopened e) {
            complaints.write(Level.EMERG, String.valueOf(e.getMessage()));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            complaints.write(
                    Level.EMERG, cause instanceof TlsException ? String.valueOf(cause.getMessage()) : Fault.words(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }

    private static Listeners.@Nullable Change prepare(Listeners listeners, Generation generation) {
        try {
            return listeners.prepare(generation.doors(), generation.log());
        } catch (IOException e) {
            generation.close(); // the log has nginx's line about it
            return null;
        }
    }

    private void adopt(Listeners listeners, ErrorLog log) {
        for (int descriptor : inherited.sockets()) {
            try {
                listeners.adopt(descriptor);
            } catch (IOException e) {
                log.write(Level.CRIT, Errno.of(e), "getsockname() of the inherited socket #" + descriptor + " failed");
            }
        }
    }

    /** Has this done by the main thread. Safe on any thread. */
    void later(Runnable task) {
        work.add(task);
    }

    ErrorLog log() {
        Generation now = current;
        return now == null ? boot : now.log();
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
        later(() -> act(signal));
    }

    private void act(Signal signal) {
        switch (signal) {
            case HUP -> reconfigure();
            case QUIT -> quit();
            case TERM, INT -> terminate();
            case USR1 -> reopen();
            case USR2 -> upgrade.start();
            case WINCH -> pause();
        }
    }

    private boolean detached() {
        return Background.isDetached() || inherited.upgraded();
    }

    private void reconfigure() {
        if (quitting) {
            return;
        }
        if (upgrade.running() && paused) {
            resume();
            return;
        }
        log().write(Level.NOTICE, "reconfiguring");
        supervisor.reloading();
        reload();
        supervisor.ready();
    }

    private void reload() {
        ErrorLog old = log();
        Cycle cycle = new Cycle(launch);
        ConfigTest.Result result = ConfigTest.run(cycle, new DiskFiles());
        Startup.report(cycle, old);
        Startup.advise(cycle, old);
        if (!result.passed()) {
            return;
        }
        Generation next = generation(result.configuration(), old);
        Generation before = current;
        if (next == null || before == null) {
            return;
        }
        PidFile pid = next.core().pid();
        if (!pid.equals(before.core().pid())) {
            if (!pid.write(old)) {
                next.close();
                return;
            }
            before.core().pid().delete(old, upgrade.running());
        }
        Listeners.Change change = prepare(Objects.requireNonNull(listeners), next);
        if (change == null) {
            return;
        }
        current = next;
        Objects.requireNonNull(slots).most(next.events().connections());
        change.commit();
        paused = false;
        redirect(next);
        next.log().write(Level.NOTICE, "using the \"" + next.events().use() + "\" event method");
        next.log().write(Level.NOTICE, "start worker processes");
        retire(before);
    }

    private static void redirect(Generation generation) {
        LogFile file = generation.log().file();
        if (!generation.log().usesStderr() && file != null) {
            Background.redirectStderr(file.path(), generation.log());
        }
    }

    private void retire(Generation old) {
        retired.add(old);
        old.log().write(Level.NOTICE, "gracefully shutting down");
        long limit = old.core().shutdown().toMillis();
        if (limit > 0) {
            schedule(limit, old.sessions()::shutdownTimeout);
        }
        old.sessions().whenEmpty(() -> schedule(SETTLE_MILLIS, () -> forget(old)));
    }

    private void forget(Generation old) {
        if (old.sessions().count() > 0 || !retired.remove(old)) {
            return;
        }
        old.log().write(Level.NOTICE, "exiting");
        if (old != current) {
            old.close();
        }
        if (quitting && retired.isEmpty()) {
            over = true;
        }
    }

    private void quit() {
        Generation last = current;
        if (quitting || last == null) {
            return;
        }
        quitting = true;
        supervisor.stopping();
        Objects.requireNonNull(listeners).close(shared());
        retire(last);
    }

    void terminate() {
        supervisor.stopping();
        Objects.requireNonNull(listeners).close(shared());
        retired.forEach(g -> g.sessions().closeAll());
        Generation last = current;
        if (last != null) {
            last.sessions().closeAll();
        }
        over = true;
    }

    /** Whether an older or newer process listens on our sockets too. */
    private boolean shared() {
        return upgrade.running() || upgrade.beside();
    }

    private void reopen() {
        log().write(Level.NOTICE, "reopening logs");
        Generation now = current;
        if (now == null) {
            return;
        }
        reopen(now);
        retired.forEach(Master::reopen);
        redirect(now);
    }

    private static void reopen(Generation generation) {
        MainSettings.User user = generation.core().user();
        generation.files().reopen(generation.log(), path -> Privileges.hand(path, user));
    }

    private void pause() {
        if (detached() && !paused && !quitting) {
            paused = true;
            Objects.requireNonNull(listeners).pause();
            log().write(Level.NOTICE, "gracefully shutting down");
        }
    }

    /** Accepts again after a new binary was tried. */
    void resume() {
        if (paused) {
            paused = false;
            Objects.requireNonNull(listeners).resume();
            log().write(Level.NOTICE, "start worker processes");
        }
    }

    /** Has this done by a thread that keeps nothing; for what starts threads. */
    void elsewhere(Runnable task) {
        helper.execute(task);
    }

    Upgrade.Parts parts() {
        Generation now = Objects.requireNonNull(current);
        return new Upgrade.Parts(now.core(), Objects.requireNonNull(listeners).descriptors(), supervisor);
    }

    private void schedule(long millis, Runnable task) {
        EventLoop loop = Objects.requireNonNull(loops).next();
        loop.schedule(() -> later(task), millis, TimeUnit.MILLISECONDS);
    }

    private void crashed(Thread thread, Throwable cause) {
        log().write(Level.ALERT, "thread " + thread.getName() + " failed: " + Fault.words(cause));
        if (cause instanceof VirtualMachineError || thread.getName().equals("main")) {
            Runtime.getRuntime().halt(1);
        }
    }

    private int end() {
        Generation last = current;
        if (last != null) {
            last.core().pid().delete(last.log(), upgrade.running());
            last.log().write(Level.NOTICE, "exit");
        }
        return 0;
    }
}
