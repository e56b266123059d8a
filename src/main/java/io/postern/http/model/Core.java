package io.postern.http.model;

import io.postern.http.text.Template;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a location from nginx's core module. Times in milliseconds, sizes in bytes.
 *
 * @param tokens server_tokens: on, off or build
 * @param resetTimedOut reset_timedout_connection
 */
public record Core(
        boolean internal,
        String tokens,
        String defaultType,
        Map<String, String> types,
        Redirects redirects,
        KeepAlive keepAlive,
        long maxBody,
        long bodyTimeout,
        long sendTimeout,
        boolean resetTimedOut,
        Lingering lingering,
        boolean msiePadding,
        boolean chunked,
        boolean satisfyAny,
        List<ErrorPage> errorPages,
        boolean recursiveErrorPages,
        boolean warnUninitialized,
        boolean rewriteLog,
        boolean logNotFound,
        @Nullable Charset charset) {

    /** absolute_redirect, server_name_in_redirect, port_in_redirect. */
    public record Redirects(boolean absolute, boolean serverName, boolean port) {}

    /** {@code charset} and charset_types; the types are in lower case, {@code *} for all. */
    public record Charset(Template name, Set<String> types) {}

    /** lingering_close, lingering_time, lingering_timeout. */
    public record Lingering(When when, long time, long timeout) {
        /** Whether connections are read out before they are closed. */
        public enum When {
            OFF,
            ON,
            ALWAYS
        }
    }

    /**
     * {@code header} in seconds, 0 for none; {@code disabled} names browsers; {@code time} is the connection's longest life, {@code least}
     * (keepalive_min_timeout) how long it is kept in any case.
     */
    public record KeepAlive(long timeout, long least, long header, long requests, long time, Set<String> disabled) {}
}
