package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Outputs;
import io.postern.directive.Types;
import io.postern.directive.Units;
import io.postern.log.LogSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** log_format and access_log (ngx_http_log_module, ngx_stream_log_module). */
final class LogFormats {
    private static final long GZIP_BUFFER = 64 * 1024;
    private static final String COMBINED = "combined";
    /** What a log_format of http{} may name and no other text: nginx's log variables. */
    private static final Set<String> OWN = Set.of(
            "pipe",
            "time_local",
            "time_iso8601",
            "msec",
            "request_time",
            "status",
            "bytes_sent",
            "body_bytes_sent",
            "request_length");

    private final Realm realm;
    private final Set<String> names = new HashSet<>();
    /** What the buffered logs were told, by file. */
    private final Map<String, String> buffers = new HashMap<>();

    LogFormats(Realm realm) {
        this.realm = realm;
        if (!realm.stream()) {
            names.add(COMBINED);
        }
    }

    void format(Args args) {
        if (!names.add(args.get(1))) {
            throw Complaint.here("duplicate \"log_format\" name \"" + args.get(1) + '"');
        }
        int at = 2;
        if (args.count() >= 2 && args.get(2).startsWith("escape=")) {
            switch (args.printed(2).substring(7)) {
                case "json", "none", "default" -> {}
                default ->
                    throw Complaint.here(
                            "unknown log format escaping \"" + args.printed(2).substring(7) + '"');
            }
            at++;
        }
        for (; at <= args.count(); at++) {
            compile(args.get(at));
        }
    }

    /** ngx_http_log_compile_format: as a script, with other words for a "$" alone. */
    private void compile(String text) {
        for (int i = text.indexOf('$'); i >= 0; i = text.indexOf('$', i)) {
            int start = text.startsWith("{", i + 1) ? i + 2 : i + 1;
            int end = start;
            while (end < text.length() && Script.isName(text.charAt(end))) {
                end++;
            }
            String name = text.substring(start, end);
            boolean bracket = start == i + 2;
            if (start >= text.length()) {
                throw invalid(text.substring(i));
            }
            if (bracket && !text.startsWith("}", end)) {
                throw Complaint.here("the closing bracket in \"" + name + "\" variable is missing");
            }
            if (name.isEmpty()) {
                throw invalid(text.substring(i));
            }
            if (realm.stream() || !OWN.contains(name)) {
                realm.variables().use(name);
            }
            i = bracket ? end + 1 : end;
        }
    }

    private static Complaint invalid(String word) {
        return Complaint.here("invalid parameter \"" + Types.cString(word) + '"');
    }

    void log(Args args) {
        if (args.printed(1).equals("off")) {
            if (args.count() > 1) {
                throw Complaint.here("invalid parameter \"" + args.get(2) + '"');
            }
            return;
        }
        String target = args.get(1);
        boolean syslog = target.startsWith("syslog:");
        boolean varies = !syslog && target.indexOf('$') >= 0;
        if (syslog) {
            LogSpec.checkSyslog(target, args.cycle());
        } else if (varies) {
            Script.compile(realm, target);
        } else if (!target.isEmpty()) { // no name is standard error
            Outputs.of(args.cycle()).add(args.cycle().underPrefix(target));
        }
        if (realm.stream() && args.count() < 2) {
            throw Complaint.here("log format is not specified");
        }
        String format = args.count() < 2 ? COMBINED : args.get(2);
        if (names.stream().noneMatch(format::equalsIgnoreCase)) {
            throw Complaint.here("unknown log format \"" + format + '"');
        }
        buffering(args, syslog, varies);
    }

    private void buffering(Args args, boolean syslog, boolean varies) {
        long size = 0;
        long flush = 0;
        long gzip = 0;
        for (int i = 3; i <= args.count(); i++) {
            String word = args.get(i);
            if (word.startsWith("buffer=")) {
                size = Units.size(word.substring(7));
                refuseIf(size <= 0, "invalid buffer size \"" + word.substring(7) + '"');
            } else if (word.startsWith("flush=")) {
                flush = Units.milliseconds(word.substring(6));
                refuseIf(flush <= 0, "invalid flush time \"" + word.substring(6) + '"');
            } else if (word.equals("gzip") || word.startsWith("gzip=")) {
                size = size == 0 ? GZIP_BUFFER : size;
                gzip = word.equals("gzip") ? 1 : Units.number(word.substring(5));
                refuseIf(
                        gzip < 1 || gzip > 9,
                        "invalid compression level \"" + word.substring(Math.min(5, word.length())) + '"');
            } else if (word.startsWith("if=")) {
                Script.compile(realm, word.substring(3));
            } else {
                throw Complaint.here("invalid parameter \"" + word + '"');
            }
        }
        String target = varies ? args.cycle().underPrefix(args.get(1)) : args.get(1);
        refuseIf(flush > 0 && size == 0, "no buffer is defined for access_log \"" + target + '"');
        if (size == 0) {
            return;
        }
        refuseIf(varies, "buffered logs cannot have variables in name");
        refuseIf(syslog, "logs to syslog cannot be buffered");
        String told = size + " " + flush + " " + gzip;
        String before = buffers.putIfAbsent(args.cycle().underPrefix(target), told);
        refuseIf(
                before != null && !before.equals(told),
                "access_log \"" + target + "\" already defined with conflicting parameters");
    }

    private static void refuseIf(boolean wrong, String words) {
        if (wrong) {
            throw Complaint.here(words);
        }
    }

    /** The merge of http{}: who names no log writes the default one. */
    void addDefault(Block server) {
        if (Numbers.inForce(server, "access_log") == null) {
            Outputs.of(realm.cycle()).add(realm.cycle().underPrefix("logs/access.log"));
        }
    }
}
