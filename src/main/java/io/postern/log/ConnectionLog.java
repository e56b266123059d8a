package io.postern.log;

import java.util.function.Supplier;

/** Lines about one connection. Confined to its event loop. */
final class ConnectionLog implements Log {
    private final ErrorLog log;
    private final long number;
    private final Supplier<String> context;
    private final boolean everything;
    /** Of the first log, of which nginx has a copy for each connection. */
    private final FullDisk disk = new FullDisk();

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
            log.write(level, errno, text, this);
        }
    }

    long number() {
        return number;
    }

    /** What stands behind each line, but for those at debug. */
    String context() {
        return context.get();
    }

    /** Whether it is written whatever the level. */
    boolean everything() {
        return everything;
    }

    FullDisk disk() {
        return disk;
    }
}
