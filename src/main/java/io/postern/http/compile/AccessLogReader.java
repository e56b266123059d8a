package io.postern.http.compile;

import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Directive;
import io.postern.http.model.AccessLog;
import io.postern.http.model.LogFormat;
import io.postern.http.text.Template;
import io.postern.http.text.TemplateException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads log_format and access_log (ngx_http_log_module). */
final class AccessLogReader {
    private static final String COMBINED = "$remote_addr - $remote_user [$time_local] \"$request\" "
            + "$status $body_bytes_sent \"$http_referer\" \"$http_user_agent\"";
    private static final String DEFAULT_PATH = "logs/access.log";

    private final Reading reading;
    private final Map<String, LogFormat> formats = new HashMap<>();

    AccessLogReader(Reading reading) {
        this.reading = reading;
    }

    void formats(Block http) {
        for (Directive d : http.all("log_format")) {
            List<String> args = d.arguments();
            int from = 1;
            LogFormat.Escape escape = LogFormat.Escape.DEFAULT;
            if (args.get(1).startsWith("escape=")) {
                escape = escape(d, args.get(1).substring("escape=".length()));
                from = 2;
            }
            String name = args.get(0);
            Template line = reading.template(d, String.join("", args.subList(from, args.size())));
            if (formats.put(name, new LogFormat(name, escape, line)) != null) {
                throw Complaint.at(d.origin(), "duplicate \"log_format\" name \"" + name + "\"");
            }
        }
    }

    private static LogFormat.Escape escape(Directive d, String word) {
        return switch (word) {
            case "default" -> LogFormat.Escape.DEFAULT;
            case "json" -> LogFormat.Escape.JSON;
            case "none" -> LogFormat.Escape.NONE;
            default -> throw Complaint.at(d.origin(), "unknown log format escaping \"" + word + "\"");
        };
    }

    List<AccessLog> read(Layer layer) {
        List<Directive> all = layer.all("access_log");
        if (all.isEmpty()) {
            return List.of(
                    new AccessLog(Template.text(reading.cycle().underPrefix(DEFAULT_PATH)), combined(), false, null));
        }
        List<AccessLog> logs = new ArrayList<>();
        for (Directive d : all) {
            List<String> args = d.arguments();
            if (args.size() == 1 && args.get(0).equals("off")) {
                return List.of();
            }
            logs.add(log(d, args));
        }
        return List.copyOf(logs);
    }

    private AccessLog log(Directive d, List<String> args) {
        String name = args.size() > 1 && !isOption(args.get(1)) ? args.get(1) : "combined";
        LogFormat format = format(name);
        if (format == null) {
            throw Complaint.at(d.origin(), "unknown log format \"" + name + "\"");
        }
        Template condition = null;
        boolean gzip = false;
        for (String word : args.subList(Math.min(2, args.size()), args.size())) {
            if (word.startsWith("if=")) {
                condition = reading.template(d, word.substring(3));
            } else if (word.startsWith("gzip")) {
                gzip = true;
            } else if (!isOption(word)) {
                throw Complaint.at(d.origin(), "invalid parameter \"" + word + "\"");
            }
        }
        String path = args.get(0);
        Template target = path.startsWith("syslog:") ? Template.text(path) : reading.template(d, path(path));
        return new AccessLog(target, format, gzip, condition);
    }

    /** Relative names are relative to the prefix, unless they begin with a variable, which may be a full name. */
    private String path(String name) {
        return name.startsWith("$") ? name : reading.cycle().underPrefix(name);
    }

    private static boolean isOption(String word) {
        return word.startsWith("buffer=")
                || word.startsWith("flush=")
                || word.startsWith("gzip=")
                || word.equals("gzip")
                || word.startsWith("if=");
    }

    private @Nullable LogFormat format(String name) {
        LogFormat own = formats.get(name);
        return own == null && name.equals("combined") ? combined() : own;
    }

    private LogFormat combined() {
        return formats.computeIfAbsent("combined", name -> {
            try {
                return new LogFormat(name, LogFormat.Escape.DEFAULT, Template.of(COMBINED, reading.symbols()));
            } catch (TemplateException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
