package io.postern.log;

import io.postern.directive.Complaint;
import io.postern.directive.Endpoint;
import io.postern.directive.Types;
import io.postern.directive.Url;
import io.postern.log.LogSpec.ToSyslog;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what stands behind {@code syslog:} (ngx_syslog_parse_args). */
final class SyslogSpec {
    private static final List<String> FACILITIES = List.of(
            "kern",
            "user",
            "mail",
            "daemon",
            "auth",
            "intern",
            "lpr",
            "news",
            "uucp",
            "clock",
            "authpriv",
            "ftp",
            "ntp",
            "audit",
            "alert",
            "cron",
            "local0",
            "local1",
            "local2",
            "local3",
            "local4",
            "local5",
            "local6",
            "local7");
    private static final int LOCAL7 = 23;
    private static final int LONGEST_TAG = 32;

    private static final int PORT = 514;

    private final boolean resolve;
    private @Nullable String server;
    private @Nullable Endpoint endpoint;
    private int facility = -1;
    private @Nullable Level severity;
    private @Nullable String tag;
    private boolean hostname = true;

    private SyslogSpec(boolean resolve) {
        this.resolve = resolve;
    }

    /** The level is the severity, which only access logs give to their lines: those of an error log carry their own. */
    static LogSpec parse(String parameters, boolean resolve) {
        SyslogSpec spec = new SyslogSpec(resolve);
        for (String parameter : parameters.split(",", -1)) {
            spec.take(parameter);
        }
        if (spec.server == null) {
            throw Complaint.here("no syslog server specified");
        }
        ToSyslog target = new ToSyslog(
                spec.endpoint,
                spec.facility < 0 ? LOCAL7 : spec.facility,
                spec.tag == null ? "nginx" : spec.tag,
                spec.hostname);
        return new LogSpec(target, spec.severity == null ? Level.INFO : spec.severity);
    }

    private void take(String parameter) {
        if (parameter.startsWith("server=")) {
            once(server != null, "server");
            server = parameter.substring("server=".length());
            endpoint = endpoint(server);
        } else if (parameter.startsWith("facility=")) {
            once(facility >= 0, "facility");
            String name = parameter.substring("facility=".length());
            facility = FACILITIES.indexOf(Types.cString(name));
            if (facility < 0) {
                throw Complaint.here("unknown syslog facility \"" + Types.cString(name) + "\"");
            }
        } else if (parameter.startsWith("severity=")) {
            once(severity != null, "severity");
            String name = parameter.substring("severity=".length());
            for (Level level : Level.values()) {
                severity = level.label().equals(Types.cString(name)) ? level : severity;
            }
            if (severity == null) {
                throw Complaint.here("unknown syslog severity \"" + Types.cString(name) + "\"");
            }
        } else if (parameter.startsWith("tag=")) {
            once(tag != null, "tag");
            tag = checkedTag(parameter.substring("tag=".length()));
        } else if (parameter.equals("nohostname")) {
            hostname = false;
        } else {
            throw Complaint.here("unknown syslog parameter \"" + Types.cString(parameter) + "\"");
        }
    }

    private @Nullable Endpoint endpoint(String text) {
        try {
            return (resolve ? Url.parse(text, PORT) : Url.parse(text, PORT, Url.Option.NO_RESOLVE)).first();
        } catch (Url.Malformed e) {
            throw Complaint.here(e.words() + " in syslog server \"" + text + "\"");
        }
    }

    private static void once(boolean given, String name) {
        if (given) {
            throw Complaint.here("duplicate syslog \"" + name + "\"");
        }
    }

    /** RFC 3164, 4.1.3: at most 32 alphanumeric characters; nginx takes the underscore and what ASCII has beside it as well. */
    private static String checkedTag(String tag) {
        if (tag.length() > LONGEST_TAG) {
            throw Complaint.here("syslog tag length exceeds 32");
        }
        for (char c : tag.toLowerCase(Locale.ROOT).toCharArray()) {
            if (c < '0' || (c > '9' && c < 'a' && c != '_') || c > 'z') {
                throw Complaint.here("syslog \"tag\" only allows alphanumeric characters and underscore");
            }
        }
        return tag;
    }
}
