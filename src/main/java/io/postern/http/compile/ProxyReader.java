package io.postern.http.compile;

import io.postern.directive.Complaint;
import io.postern.directive.Directive;
import io.postern.http.model.Location.Kind;
import io.postern.http.model.Proxying;
import io.postern.http.model.Targets;
import io.postern.http.text.Template;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads proxy_pass and its companions (ngx_http_proxy_module). */
final class ProxyReader {
    private static final Set<String> HIDDEN = Set.of(
            "date",
            "server",
            "x-pad",
            "x-accel-expires",
            "x-accel-redirect",
            "x-accel-limit-rate",
            "x-accel-buffering",
            "x-accel-charset");

    private final Reading reading;
    private final Targets targets;

    ProxyReader(Reading reading, Targets targets) {
        this.reading = reading;
        this.targets = targets;
    }

    /**
     * Reads a location's proxy_pass.
     *
     * @param kind the location's, for the rule about paths
     */
    Proxying read(Directive pass, Layer layer, String location, Kind kind) {
        String url = pass.arguments().get(0);
        Proxying.Target target = null;
        Template template = Template.text(url);
        if (url.indexOf('$') >= 0) {
            template = reading.template(pass, url);
        } else {
            target = target(pass, url);
            boolean noPath = kind == Kind.REGEX || kind == Kind.NAMED || kind == Kind.IF;
            if (noPath && !target.path().isEmpty()) {
                throw Complaint.at(
                        pass.origin(),
                        "\"proxy_pass\" cannot have URI part in location given by regular expression, "
                                + "or inside named location, or inside \"if\" statement, "
                                + "or inside \"limit_except\" block");
            }
        }
        return new Proxying(
                targets,
                target,
                template,
                target == null ? null : location,
                text(layer, "proxy_method"),
                !layer.word("proxy_http_version", "1.1").equals("1.0"),
                headers(layer),
                resolvers(layer),
                layer.flag("proxy_pass_request_headers", true),
                layer.flag("proxy_pass_request_body", true),
                text(layer, "proxy_set_body"),
                hidden(layer),
                names(layer, "proxy_ignore_headers"),
                layer.flag("proxy_intercept_errors", false),
                new Proxying.Timeouts(
                        layer.millis("proxy_connect_timeout", 60_000),
                        layer.millis("proxy_send_timeout", 60_000),
                        layer.millis("proxy_read_timeout", 60_000)),
                next(layer),
                (int) layer.number("proxy_next_upstream_tries", 0),
                layer.millis("proxy_next_upstream_timeout", 0),
                redirects(layer, target, location),
                tls(layer));
    }

    private Proxying.Target target(Directive pass, String url) {
        try {
            return targets.of(url, reading.cycle().touches());
        } catch (Targets.Bad e) {
            throw Complaint.at(pass.origin(), String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Template text(Layer layer, String name) {
        Directive d = layer.last(name);
        return d == null ? null : reading.template(d, d.arguments().get(0));
    }

    private List<Proxying.Header> headers(Layer layer) {
        List<Proxying.Header> headers = new ArrayList<>();
        for (Directive d : layer.all("proxy_set_header")) {
            headers.add(new Proxying.Header(
                    d.arguments().get(0), reading.template(d, d.arguments().get(1))));
        }
        return List.copyOf(headers);
    }

    private static List<String> resolvers(Layer layer) {
        Directive d = layer.last("resolver");
        return d == null ? List.of() : d.arguments();
    }

    private static Set<String> names(Layer layer, String directive) {
        Set<String> names = new HashSet<>();
        for (Directive d : layer.all(directive)) {
            d.arguments().forEach(a -> names.add(a.toLowerCase(Locale.ROOT)));
        }
        return names;
    }

    private static Set<String> hidden(Layer layer) {
        Set<String> hidden = new HashSet<>(HIDDEN);
        hidden.addAll(names(layer, "proxy_hide_header"));
        hidden.removeAll(names(layer, "proxy_pass_header"));
        return Set.copyOf(hidden);
    }

    private static Set<String> next(Layer layer) {
        Directive d = layer.last("proxy_next_upstream");
        return d == null ? Set.of("error", "timeout") : Set.copyOf(d.arguments());
    }

    private Proxying.Redirects redirects(Layer layer, Proxying.@Nullable Target target, String location) {
        List<Proxying.Redirect> rules = new ArrayList<>();
        boolean byDefault = layer.last("proxy_redirect") == null;
        for (Directive d : layer.all("proxy_redirect")) {
            String from = d.arguments().get(0);
            if (d.arguments().size() == 1) {
                if (from.equals("off")) {
                    return new Proxying.Redirects(false, List.of());
                }
                if (!from.equals("default")) {
                    throw Complaint.at(d.origin(), "invalid parameter \"" + from + "\"");
                }
                byDefault = true;
                continue;
            }
            Template to = reading.template(d, d.arguments().get(1));
            boolean pattern = from.startsWith("~");
            boolean caseless = from.startsWith("~*");
            rules.add(new Proxying.Redirect(
                    pattern ? Template.text("") : reading.template(d, from),
                    pattern ? reading.regex(d, from.substring(caseless ? 2 : 1), caseless) : null,
                    to));
        }
        if (byDefault && target != null) {
            String scheme = target.https() ? "https://" : "http://";
            Template from =
                    Template.text(scheme + target.hostHeader() + (target.path().isEmpty() ? "/" : target.path()));
            rules.add(new Proxying.Redirect(
                    from, null, Template.text(target.path().isEmpty() ? "/" : location)));
        }
        return new Proxying.Redirects(byDefault, List.copyOf(rules));
    }

    private Proxying.Tls tls(Layer layer) {
        Directive trusted = layer.last("proxy_ssl_trusted_certificate");
        Template name = text(layer, "proxy_ssl_name");
        return new Proxying.Tls(
                name,
                layer.flag("proxy_ssl_server_name", false),
                layer.flag("proxy_ssl_verify", false),
                trusted == null
                        ? null
                        : reading.cycle().besideConf(trusted.arguments().get(0)));
    }
}
