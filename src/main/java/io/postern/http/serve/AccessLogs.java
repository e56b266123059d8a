package io.postern.http.serve;

import io.postern.http.exchange.BuiltIns;
import io.postern.http.exchange.Exchange;
import io.postern.http.model.AccessLog;
import io.postern.http.text.Symbol;
import io.postern.http.text.Values;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

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
            String line = LogLine.of(log.format(), new Logged(x)) + "\n";
            byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
            output.write(log.target().eval(x), log.gzip() ? compressed(bytes) : bytes);
        }
    }

    /** A member of a gzip file: a file is any number of them (RFC 1952, 2.2). */
    private static byte[] compressed(byte[] line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The request's variables as logs have them. */
    private record Logged(Exchange x) implements Values {
        @Override
        public @Nullable String value(Symbol symbol) {
            return BuiltIns.logged(x, symbol);
        }

        @Override
        public @Nullable String capture(int group) {
            return x.capture(group);
        }
    }
}
