package io.postern.http;

import io.postern.directive.Errno;
import io.postern.http.serve.AccessLogs;
import io.postern.http.text.Template;
import io.postern.lang.FileName;
import io.postern.log.FullDisk;
import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.log.LogFiles;
import io.postern.log.LogSpec;
import io.postern.log.Logs;
import io.postern.log.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The files and syslog servers behind access_log: fixed names stay open, names with variables are opened for each line. Safe on any thread. */
final class LogPaths implements AccessLogs.Output {
    private final LogFiles files;
    private final Log log;
    private final Logs logs;
    private final Map<String, Output> open = new ConcurrentHashMap<>();
    private final Map<String, FullDisk> disks = new ConcurrentHashMap<>();
    private final Map<String, Level> severities = new ConcurrentHashMap<>();

    LogPaths(LogFiles files, Logs logs, Log log) {
        this.files = files;
        this.logs = logs;
        this.log = log;
    }

    void prepare(Template target) {
        String fixed = target.constant();
        if (fixed != null && fixed.startsWith("syslog:")) {
            LogSpec spec = LogSpec.syslog(fixed, true);
            severities.put(fixed, spec.level());
            open.computeIfAbsent(fixed, f -> logs.access(spec));
        } else if (fixed != null) {
            open.computeIfAbsent(fixed, files::file);
        }
    }

    @Override
    public void write(String target, byte[] line) {
        Output known = open.get(target);
        if (known != null) {
            FullDisk disk = disks.computeIfAbsent(target, t -> new FullDisk());
            disk.write(known, severities.getOrDefault(target, Level.INFO), line, line.length);
        } else {
            append(target, line);
        }
    }

    private void append(String target, byte[] line) {
        try {
            Files.write(FileName.path(target), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            log.write(Level.CRIT, Errno.of(e), "open() \"" + target + "\" failed");
        }
    }
}
