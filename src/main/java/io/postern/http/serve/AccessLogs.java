package io.postern.http.serve;

import io.postern.http.exchange.Exchange;
import io.postern.http.model.AccessLog;
import java.nio.charset.StandardCharsets;

/** Writes access logs. */
public final class AccessLogs {
    /** Where lines go: files and syslog, opened by the process. Safe on any thread. */
    public interface Output {
        /** Appends a line, end included, to the log of this name (a path as configured, or {@code syslog:…}). */
        void write(String target, byte[] line);
    }

    private final Output output;

    public AccessLogs(Output output) {
        this.output = output;
    }

    /** nginx's log phase. */
    void write(Exchange x) {
        for (AccessLog log : x.location().logs()) {
            String condition = log.condition() == null ? "1" : log.condition().eval(x);
            if (condition.isEmpty() || condition.equals("0")) {
                continue;
            }
            String line = LogLine.of(log.format(), x) + "\n";
            output.write(log.target().eval(x), line.getBytes(StandardCharsets.ISO_8859_1));
        }
    }
}
