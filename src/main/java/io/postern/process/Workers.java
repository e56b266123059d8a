package io.postern.process;

import io.netty.channel.IoEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.postern.directive.Errno;
import io.postern.log.ErrorLog;
import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.net.Listeners;
import io.postern.net.Slots;
import io.postern.net.Transport;
import io.postern.session.Census;
import io.postern.tls.engine.Encryptions;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What serves, and outlives configurations: the event loops and the sockets they accept from. Used by the main thread. */
final class Workers {
    private final IoEventLoopGroup loops;
    private final Slots slots;
    private final Listeners listeners;
    private final Generation.Surroundings surroundings;

    /**
     * Starts all loops' threads now: later they would inherit the capabilities that the main thread keeps.
     *
     * @param failed is told the name of a loop that ends: its clients are lost, and those that it would get next wait for ever
     */
    Workers(MainSettings core, EventsSettings events, Consumer<String> failed) {
        Transport transport = Transport.of(events.use());
        slots = new Slots(events.connections(), events.acceptDelay().toMillis());
        surroundings = new Generation.Surroundings(transport, slots, new Encryptions(), new Census(), core);
        int[] number = new int[1];
        loops = transport.loops(Math.max(1, core.processes()), task -> new LoopThread(task, "worker-" + number[0]++));
        for (EventExecutor loop : loops) {
            loop.submit(() -> {}).syncUninterruptibly();
            loop.terminationFuture().addListener(end -> failed.accept(loop.toString()));
        }
        listeners = new Listeners(transport, loops, slots);
    }

    IoEventLoopGroup loops() {
        return loops;
    }

    Generation.Surroundings surroundings() {
        return surroundings;
    }

    /** Takes over listening sockets that somebody handed to us. */
    void adopt(Inherited inherited, Log log) {
        for (int descriptor : inherited.sockets()) {
            try {
                listeners.adopt(descriptor, inherited.lent().contains(descriptor));
            } catch (IOException e) {
                log.write(Level.CRIT, Errno.of(e), "getsockname() of the inherited socket #" + descriptor + " failed");
            }
        }
    }

    /** Binds what this generation wants and is not there yet; null, with nginx's lines in its log, when something cannot be had. */
    Listeners.@Nullable Change prepare(Generation generation) {
        try {
            return listeners.prepare(generation.doors(), generation.log());
        } catch (IOException e) {
            generation.close();
            return null;
        }
    }

    /** Accepts for this generation from now on. */
    void serve(Generation generation, Listeners.Change change) {
        slots.bounds(
                generation.events().connections(),
                generation.events().acceptDelay().toMillis(),
                generation.log());
        change.commit(generation.log());
    }

    /** Leaves new connections waiting with the kernel. */
    void pause() {
        listeners.pause();
    }

    void resume() {
        listeners.resume();
    }

    /**
     * Stops listening.
     *
     * @param shared whether an older or newer process listens on the same sockets
     */
    void close(boolean shared, Log log) {
        if (shared) {
            listeners.leave();
        } else {
            listeners.close(log);
        }
    }

    List<Integer> descriptors() {
        return listeners.descriptors();
    }

    List<Integer> lent() {
        return listeners.lent();
    }

    /** Does this on one of the loops, after so many milliseconds. */
    void schedule(long millis, Runnable task) {
        loops.next().schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    /** The lines of nginx's start. */
    static void greet(Generation generation) {
        ErrorLog log = generation.log();
        log.write(Level.NOTICE, "using the \"" + generation.events().use() + "\" event method");
        log.write(Level.NOTICE, "nginx/1.31.5 (postern)");
        log.write(
                Level.NOTICE,
                "built by " + System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        log.write(Level.NOTICE, "OS: " + System.getProperty("os.name") + " " + System.getProperty("os.version"));
        log.write(Level.NOTICE, Limits.descriptors());
    }
}
