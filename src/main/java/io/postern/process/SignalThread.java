package io.postern.process;

import com.sun.jna.LastErrorException;
import io.postern.directive.Errno;
import io.postern.log.Level;
import io.postern.log.Log;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.BiConsumer;

/**
 * Takes nginx's signals. The launcher has blocked them for all threads before the JVM began, so that the JVM's own use of some of
 * them does not matter; one thread waits for them with sigwaitinfo(2). Where they are not blocked, {@code sun.misc.Signal} gives
 * those that the JVM lets go of.
 */
final class SignalThread {
    private static final int SI_PID = 16;

    private SignalThread() {}

    /**
     * Starts taking signals.
     *
     * @param take gets each signal and its sender's pid (0 when unknown), on the signal thread
     */
    static void start(Log log, BiConsumer<Signal, Integer> take) {
        if (Boolean.getBoolean("postern.signals.blocked")) {
            Thread thread = new Thread(() -> await(log, take), "signals");
            thread.setDaemon(true);
            thread.start();
            return;
        }
        for (Signal signal : Signal.values()) {
            try {
                handle(signal, take);
            } catch (ReflectiveOperationException e) {
                log.write(
                        Level.WARN,
                        "signal " + signal.number() + " (SIG" + signal
                                + ") belongs to the JVM here: start with bin/postern"
                                + " and an env(1) that knows --block-signal");
            }
        }
    }

    /** By reflection: the compiler warns of the JDK's own package, and there is no other. */
    private static void handle(Signal signal, BiConsumer<Signal, Integer> take) throws ReflectiveOperationException {
        if (signal == Signal.HUP || signal == Signal.INT || signal == Signal.TERM) {
            // the JVM leaves these alone where nohup(1) and the like have ignored them; nginx does not
            Libc.signal(signal.number(), null);
        }
        Class<?> kind = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object proxy = Proxy.newProxyInstance(
                SignalThread.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                    take.accept(signal, 0);
                    return null;
                });
        kind.getMethod("handle", kind, handler)
                .invoke(null, kind.getConstructor(String.class).newInstance(signal.name()), proxy);
    }

    private static void await(Log log, BiConsumer<Signal, Integer> take) {
        byte[] set = new byte[Libc.SIGNAL_BYTES];
        Libc.sigemptyset(set);
        for (Signal signal : Signal.values()) {
            Libc.sigaddset(set, signal.number());
        }
        byte[] info = new byte[Libc.SIGNAL_BYTES];
        while (true) {
            try {
                Signal signal = Signal.numbered(Libc.sigwaitinfo(set, info));
                int sender =
                        ByteBuffer.wrap(info).order(ByteOrder.nativeOrder()).getInt(SI_PID);
                if (signal != null) {
                    take.accept(signal, sender);
                }
            } catch (LastErrorException e) {
                if (e.getErrorCode() != Errno.EINTR) {
                    log.write(Level.ALERT, e.getErrorCode(), "sigwaitinfo() failed");
                    return;
                }
            }
        }
    }
}
