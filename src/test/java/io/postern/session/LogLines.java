package io.postern.session;

import io.postern.directive.Errno;
import io.postern.log.Level;
import io.postern.log.Log;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Keeps log lines as {@code [info] text (110: Connection timed out), client: …}, without time, pid and numbers. */
public final class LogLines implements ConnectionLogs {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public Log connection(long number, SocketAddress client, Supplier<String> context) {
        return new Log() {
            @Override
            public boolean takes(Level level) {
                return level != Level.DEBUG;
            }

            @Override
            public void write(Level level, String text) {
                write(level, 0, text);
            }

            @Override
            public void write(Level level, int errno, String text) {
                if (takes(level)) {
                    lines.add(
                            "[" + level.label() + "] " + text + (errno == 0 ? "" : Errno.form(errno)) + context.get());
                }
            }
        };
    }

    /** A log without context. */
    public Log bare() {
        return connection(0, new InetSocketAddress(0), () -> "");
    }

    public List<String> all() {
        return List.copyOf(lines);
    }

    /** Waits until a line contains this. */
    public boolean has(String part) throws InterruptedException {
        for (int i = 0; i < 500; i++) {
            if (lines.stream().anyMatch(line -> line.contains(part))) {
                return true;
            }
            Thread.sleep(10);
        }
        return false;
    }
}
