package io.postern.log;

import io.postern.directive.Endpoint;
import io.postern.directive.HostName;
import io.postern.log.LogSpec.ToFile;
import io.postern.log.LogSpec.ToMemory;
import io.postern.log.LogSpec.ToStderr;
import io.postern.log.LogSpec.ToSyslog;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Makes the logs of one generation of the configuration out of its {@code error_log} directives. */
public final class Logs {
    private final LogFiles files;
    private final Stderr stderr;
    private final List<ErrorLog> made = new ArrayList<>();
    private final List<Output> opened = new ArrayList<>();
    private volatile ErrorLog main;

    /**
     * @param boot speaks until the main log stands
     */
    public Logs(LogFiles files, Stderr stderr, ErrorLog boot) {
        this.files = files;
        this.stderr = stderr;
        this.main = boot;
    }

    /**
     * The process' own log. Without a file among the directives the default one is written to besides, at error
     * (ngx_log_open_default).
     */
    public ErrorLog main(List<LogSpec> specs, String defaultPath) {
        List<ErrorLog.Entry> entries = entries(specs);
        boolean file = specs.stream().anyMatch(s -> s.target() instanceof ToFile || s.target() instanceof ToStderr);
        if (!file) {
            Output output = defaultPath.isEmpty() ? stderr : files.file(defaultPath);
            entries.add(new ErrorLog.Entry(output, Level.ERROR));
        }
        ErrorLog log = new ErrorLog(entries, stderr, Pid.text());
        made.add(log);
        main = log;
        return log;
    }

    /** The logs of a block that has some of its own. */
    public ErrorLog of(List<LogSpec> specs) {
        ErrorLog log = new ErrorLog(entries(specs), stderr, Pid.text());
        made.add(log);
        return log;
    }

    /** Where the lines of an access log go that is no file. */
    public Output access(LogSpec spec) {
        Output output = output(spec, false);
        opened.add(output);
        return output;
    }

    /** Lets go of the sockets of all logs made here. */
    public void close() {
        made.forEach(ErrorLog::close);
        opened.forEach(Output::close);
    }

    private List<ErrorLog.Entry> entries(List<LogSpec> specs) {
        List<ErrorLog.Entry> entries = new ArrayList<>();
        for (LogSpec spec : specs) {
            entries.add(new ErrorLog.Entry(output(spec, true), spec.level()));
        }
        return entries;
    }

    /** @param nulEnds whether a NUL ends a line that goes to syslog (ngx_syslog_writer), which it does not in access logs */
    private Output output(LogSpec spec, boolean nulEnds) {
        if (spec.target() instanceof ToFile file) {
            return files.file(file.path());
        } else if (spec.target() instanceof ToMemory memory) {
            return new MemoryOutput(memory.size(), memory.origin());
        } else if (spec.target() instanceof ToSyslog syslog && syslog.server() != null) {
            return syslog(syslog, syslog.server(), nulEnds);
        }
        return stderr;
    }

    private SyslogOutput syslog(ToSyslog spec, Endpoint server, boolean nulEnds) {
        Supplier<String> context = () -> " while logging to syslog, server: " + server.name();
        return new SyslogOutput(spec, server.address(), HostName.own(), nulEnds, () -> main.connection(0, context));
    }
}
