package io.postern.http;

import io.postern.http.serve.AccessLogs;
import io.postern.http.text.Template;
import io.postern.log.Errno;
import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.log.LogFile;
import io.postern.log.LogFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The files behind access_log: fixed names stay open, names with variables are opened for each line. Safe on any thread. */
final class LogPaths implements AccessLogs.Output {
    private final LogFiles files;
    private final Log log;
    private final Map<String, LogFile> open = new ConcurrentHashMap<>();

    LogPaths(LogFiles files, Log log) {
        this.files = files;
        this.log = log;
    }

    void prepare(Template target) {
        String fixed = target.constant();
        if (fixed != null && !fixed.startsWith("syslog:")) {
            open.computeIfAbsent(fixed, files::file);
        }
    }

    @Override
    public void write(String target, byte[] line) {
        LogFile file = open.get(target);
        if (file != null) {
            file.write(Level.INFO, line, line.length);
        } else if (!target.startsWith("syslog:")) {
            append(target, line);
        }
    }

    private void append(String target, byte[] line) {
        try {
            Files.write(Path.of(target), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            log.write(Level.CRIT, Errno.of(e), "open() \"" + target + "\" failed");
        }
    }
}
