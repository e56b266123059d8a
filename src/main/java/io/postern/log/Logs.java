package io.postern.log;

import io.postern.log.LogSpec.Invalid;
import io.postern.log.LogSpec.ToFile;
import io.postern.log.LogSpec.ToMemory;
import io.postern.log.LogSpec.ToStderr;
import io.postern.log.LogSpec.ToSyslog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Makes the logs of one generation of the configuration out of its {@code error_log} directives. */
public final class Logs {
    private static final int SYSLOG_PORT = 514;

    private final LogFiles files;
    private final Stderr stderr;
    private final UnaryOperator<String> absolute;
    private final List<ErrorLog> made = new ArrayList<>();
    private volatile Log main;

    /**
     * @param absolute makes a file's name absolute as the configuration's prefix has it
     * @param boot speaks until the main log stands
     */
    public Logs(LogFiles files, Stderr stderr, UnaryOperator<String> absolute, Log boot) {
        this.files = files;
        this.stderr = stderr;
        this.absolute = absolute;
        this.main = boot;
    }

    /**
     * The process' own log. Without a file among the directives the default one is written to besides, at error
     * (ngx_log_open_default).
     */
    public ErrorLog main(List<LogSpec> specs, String defaultPath) throws Invalid {
        List<ErrorLog.Entry> entries = entries(specs);
        boolean file = specs.stream().anyMatch(s -> s.target() instanceof ToFile || s.target() instanceof ToStderr);
        if (!file) {
            Output output = defaultPath.isEmpty() ? stderr : files.file(absolute.apply(defaultPath));
            entries.add(new ErrorLog.Entry(output, Level.ERROR));
        }
        ErrorLog log = new ErrorLog(entries, stderr, Pid.text());
        made.add(log);
        main = log;
        return log;
    }

    /** The logs of a block that has some of its own. */
    public ErrorLog of(List<LogSpec> specs) throws Invalid {
        ErrorLog log = new ErrorLog(entries(specs), stderr, Pid.text());
        made.add(log);
        return log;
    }

    /** Lets go of the sockets of all logs made here. */
    public void close() {
        made.forEach(ErrorLog::close);
    }

    private List<ErrorLog.Entry> entries(List<LogSpec> specs) throws Invalid {
        List<ErrorLog.Entry> entries = new ArrayList<>();
        for (LogSpec spec : specs) {
            entries.add(new ErrorLog.Entry(output(spec), spec.level()));
        }
        return entries;
    }

    private Output output(LogSpec spec) throws Invalid {
        if (spec.target() instanceof ToFile file) {
            return files.file(absolute.apply(file.path()));
        } else if (spec.target() instanceof ToMemory memory) {
            return new MemoryOutput(LogSpec.size(memory.size()), "error_log");
        } else if (spec.target() instanceof ToSyslog syslog) {
            return syslog(syslog);
        }
        return stderr;
    }

    private SyslogOutput syslog(ToSyslog spec) throws Invalid {
        InetSocketAddress address = spec.server().startsWith("unix:") ? null : resolved(spec.server());
        String name =
                address == null ? spec.server() : (address.getAddress().getHostAddress() + ":" + address.getPort());
        Supplier<String> context = () -> " while logging to syslog, server: " + name;
        Log complaints = new Log() {
            @Override
            public boolean takes(Level level) {
                return main.takes(level);
            }

            @Override
            public void write(Level level, String text) {
                write(level, 0, text);
            }

            @Override
            public void write(Level level, int errno, String text) {
                if (main instanceof ErrorLog log) {
                    log.connection(0, context).write(level, errno, text);
                }
            }
        };
        return new SyslogOutput(spec, address, hostname(), complaints);
    }

    private static InetSocketAddress resolved(String server) throws Invalid {
        String host = server;
        int port = SYSLOG_PORT;
        int colon = server.lastIndexOf(':');
        if (colon > server.lastIndexOf(']')) {
            host = server.substring(0, colon);
            try {
                port = Integer.parseInt(server.substring(colon + 1));
            } catch (NumberFormatException e) {
                port = 0;
            }
            if (port < 1 || port > 65535) {
                throw new Invalid("invalid port in syslog server \"" + server + "\"");
            }
        }
        if (host.isEmpty()) {
            throw new Invalid("no host in syslog server \"" + server + "\"");
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new Invalid("host not found in syslog server \"" + server + "\"");
        }
        return address;
    }

    /** This machine's name as gethostname(2) has it, in lower case. */
    private static String hostname() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname"))
                    .strip()
                    .toLowerCase(Locale.ROOT);
        } catch (IOException e) {
            String name = System.getenv("HOSTNAME");
            return name == null ? "localhost" : name.toLowerCase(Locale.ROOT);
        }
    }
}
