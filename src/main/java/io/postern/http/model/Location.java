package io.postern.http.model;

import io.postern.http.text.Regex;
import io.postern.log.LogSpec;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A location, or a server's own level, or an if block: what holds there, inheritance resolved.
 *
 * @param nested the locations inside
 * @param only methods that limit_except leaves alone; empty when there is none
 * @param errorLogs empty where the process' own log is meant
 * @param except what holds for the others
 */
public record Location(
        Kind kind,
        String name,
        @Nullable Regex regex,
        List<Location> nested,
        List<Op> rewrite,
        Core core,
        List<AddedHeader> headers,
        @Nullable Expires expires,
        List<AccessRule> access,
        @Nullable BasicAuth basic,
        List<AccessLog> logs,
        RealIp realIp,
        Content content,
        Set<String> only,
        @Nullable Location except,
        List<LogSpec> errorLogs,
        Documents documents) {

    /** How a location is written. */
    public enum Kind {
        SERVER,
        EXACT,
        PREFIX,
        PREFIX_NO_REGEX,
        REGEX,
        NAMED,
        IF
    }

    /** The settings for a method: limit_except has its own for those it does not name. */
    public Location forMethod(String method) {
        return except == null || only.contains(method) ? this : except;
    }

    /** A slash-ended prefix with proxy_pass redirects the URI without the slash to itself. */
    public boolean autoRedirect() {
        return content instanceof Content.Proxy && name.endsWith("/") && kind != Kind.REGEX;
    }
}
