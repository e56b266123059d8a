package io.postern.log;

import java.util.function.Supplier;

/** Lines about one connection. */
final class ConnectionLog implements Log {
    private final ErrorLog log;
    private final long number;
    private final Supplier<String> context;
    private final boolean everything;

    ConnectionLog(ErrorLog log, long number, Supplier<String> context, boolean everything) {
        this.log = log;
        this.number = number;
        this.context = context;
        this.everything = everything;
    }

    @Override
    public boolean takes(Level level) {
        return everything || log.takes(level);
    }

    @Override
    public void write(Level level, String text) {
        write(level, 0, text);
    }

    @Override
    public void write(Level level, int errno, String text) {
        if (takes(level)) {
            log.write(level, errno, text, number, context, everything);
        }
    }
}
