package io.postern.http.model;

import io.postern.http.text.Regex;
import io.postern.http.text.Template;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code proxy_pass} and its companions.
 *
 * @param targets takes URLs apart that are only known when asked for
 * @param target fixed at start, or null when the URL has variables
 * @param url the URL as given
 * @param location the prefix of the location that the URL's path stands for; null when the path is passed on as it came
 * @param http11 proxy_http_version 1.1 or later
 * @param resolver null where there is none
 * @param buffer how many bytes a reply's head may have (proxy_buffer_size)
 * @param next on which failures the next server is tried
 */
public record Proxying(
        Targets targets,
        @Nullable Target target,
        Template url,
        @Nullable String location,
        @Nullable Template method,
        boolean http11,
        List<Header> headers,
        @Nullable Resolver resolver,
        boolean passHeaders,
        boolean passBody,
        @Nullable Template body,
        Set<String> hide,
        Set<String> ignore,
        boolean interceptErrors,
        Timeouts timeouts,
        Set<String> next,
        int nextTries,
        long nextTimeout,
        Redirects redirects,
        int buffer,
        Tls tls) {

    /** A header for the upstream; an empty value leaves it out. */
    public record Header(String name, Template value) {}

    /**
     * Who is asked for hosts that are only known with a request.
     *
     * @param words the arguments of the resolver directive
     * @param timeout resolver_timeout, in milliseconds
     */
    public record Resolver(List<String> words, long timeout) {}

    /** In milliseconds. */
    public record Timeouts(long connect, long send, long read) {}

    /** proxy_redirect. */
    public record Redirects(List<Redirect> rules) {}

    /** One proxy_redirect; the pattern is text to begin with, or a regex. */
    public record Redirect(Template from, @Nullable Regex regex, Template to) {}

    /** https upstreams. */
    public record Tls(
            @Nullable Template name,
            boolean serverName,
            boolean verify,
            @Nullable String trusted) {}

    /**
     * Where a URL goes.
     *
     * @param upstream null when the host must be asked of a resolver
     * @param host the host as written
     * @param hostHeader what $proxy_host says
     * @param path the URL's path, empty when it has none
     */
    public record Target(
            boolean https, @Nullable Upstream upstream, String host, int port, String hostHeader, String path) {}
}
