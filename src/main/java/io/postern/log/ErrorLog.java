package io.postern.log;

import io.postern.directive.Errno;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The logs of one scope (the process, a mail{}, a server{}): each with its level, all fed by one line. nginx's list of ngx_log_t.
 * Safe on any thread.
 */
public final class ErrorLog implements Log {
    /** One log and the least severe level it takes. */
    record Entry(Output output, Level level, FullDisk disk) {
        Entry(Output output, Level level) {
            this(output, level, new FullDisk());
        }
    }

    private static final LogClock CLOCK =
            new LogClock(System::currentTimeMillis, LocalZone.system(System.getenv("TZ")));
    private static final ThreadLocal<Line> LINE = ThreadLocal.withInitial(Line::new);

    private final List<Entry> entries;
    private final Level most;
    private final Stderr stderr;
    private final String pid;

    ErrorLog(List<Entry> entries, Stderr stderr, String pid) {
        this.entries = new ArrayList<>(entries);
        this.entries.sort((a, b) -> b.level.compareTo(a.level));
        this.most = this.entries.isEmpty() ? Level.EMERG : this.entries.get(0).level;
        this.stderr = stderr;
        this.pid = pid;
    }

    /**
     * The log that speaks before the configuration is read: the file of {@code -e} or the built-in one at notice, else standard
     * error (ngx_log_init).
     *
     * @param path the file, made absolute; empty for standard error
     */
    public static ErrorLog boot(String path, Stderr stderr) {
        Output output = stderr;
        if (!path.isEmpty()) {
            LogFile file = new LogFile(path);
            try {
                file.open();
                output = file;
            } catch (IOException e) {
                stderr.say("[alert] could not open error log file: open() \"" + path + "\" failed"
                        + Errno.form(Errno.of(e)));
            }
        }
        return new ErrorLog(List.of(new Entry(output, Level.NOTICE)), stderr, Pid.text());
    }

    /** A log of one connection: its number stands in front of each line, its context behind. */
    public Log connection(long number, Supplier<String> context) {
        return new ConnectionLog(this, number, context, false);
    }

    /** The same for an address that debug_connection names: everything is written, whatever the level. */
    public Log debugged(long number, Supplier<String> context) {
        return new ConnectionLog(this, number, context, true);
    }

    @Override
    public boolean takes(Level level) {
        return most.includes(level);
    }

    @Override
    public void write(Level level, String text) {
        write(level, 0, text);
    }

    @Override
    public void write(Level level, int errno, String text) {
        if (takes(level)) {
            write(level, errno, text, null);
        }
    }

    /** @param connection what it is about; null for the process */
    void write(Level level, int errno, String text, @Nullable ConnectionLog connection) {
        String tail = connection == null || level == Level.DEBUG ? "" : connection.context();
        boolean everything = connection != null && connection.everything();
        Line line = LINE.get();
        if (line.busy()) {
            line = new Line();
        }
        line.begin(CLOCK.now().errorLog(), level, pid, connection == null ? 0 : connection.number())
                .put(text);
        if (errno != 0) {
            line.errno(errno);
        }
        line.put(tail).end();
        boolean shown = false;
        FullDisk first = connection == null ? null : connection.disk();
        for (Entry entry : entries) {
            if (!entry.level.includes(level) && !everything) {
                break;
            }
            (first == null ? entry.disk : first).write(entry.output, level, line.bytes(), line.length());
            first = null;
            shown |= entry.output.isStderr();
        }
        if (!shown && stderr.shows(level)) {
            stderr.show(level, line.bytes(), line.message(), line.length());
        }
        line.done();
    }

    /** A worker's very last line: by then only the first file (or standard error) is left to it (ngx_worker_process_exit). */
    public void last(Level level, String text) {
        for (Entry entry : entries) {
            if (entry.output instanceof LogFile || entry.output.isStderr()) {
                new ErrorLog(List.of(entry), stderr, pid).write(level, text);
                return;
            }
        }
    }

    /** The first file among the logs, where standard error is led once the process has started; null where that is standard error. */
    public @Nullable LogFile file() {
        for (Entry entry : entries) {
            if (entry.output.isStderr()) {
                return null;
            }
            if (entry.output instanceof LogFile file) {
                return file;
            }
        }
        return null;
    }

    /** Lets go of sockets and of the boot log's file. */
    public void close() {
        entries.forEach(e -> e.output.close());
    }

    static LogClock clock() {
        return CLOCK;
    }
}
