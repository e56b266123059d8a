package io.postern.http.compile;

import io.postern.directive.Complaint;
import io.postern.directive.Directive;
import io.postern.http.model.Location.Kind;
import io.postern.http.model.Proxying;
import io.postern.http.model.Targets;
import io.postern.http.text.Template;
import io.postern.lang.Node;
import io.postern.lang.Word;
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

    /** What a buffer has where nothing is said: a page of memory. */
    private static final int PAGE = 4096;

    private static final Proxying.Redirects NO_REDIRECTS = new Proxying.Redirects(List.of());

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
        Proxying.Redirects redirects = redirects(layer);
        return new Proxying(
                targets,
                target,
                template,
                target == null ? null : location,
                text(layer, "proxy_method"),
                !layer.word("proxy_http_version", "1.1").equals("1.0"),
                headers(layer),
                resolver(layer),
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
                redirects == null ? NO_REDIRECTS : redirects,
                (int) layer.number("proxy_buffer_size", PAGE),
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

    private static Proxying.@Nullable Resolver resolver(Layer layer) {
        Directive d = layer.last("resolver");
        return d == null ? null : new Proxying.Resolver(d.arguments(), layer.millis("resolver_timeout", 30_000));
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

    /**
     * A level's own proxy_redirect; else what the level around it has, be it only by default; else the default for the proxy_pass here
     * (ngx_http_proxy_merge_loc_conf). Null where there is none of these.
     */
    private Proxying.@Nullable Redirects redirects(Layer layer) {
        List<Directive> own = layer.block().all("proxy_redirect");
        Layer outer = layer.outer();
        Proxying.Redirects around = own.isEmpty() && outer != null ? redirects(outer) : null;
        if (around != null) {
            return around;
        }
        Proxying.Redirect byDefault = defaultRedirect(layer);
        if (own.isEmpty()) {
            return byDefault == null ? null : new Proxying.Redirects(List.of(byDefault));
        }
        List<Proxying.Redirect> rules = new ArrayList<>();
        for (Directive d : own) {
            String from = d.arguments().get(0);
            if (d.arguments().size() == 2) {
                rules.add(redirect(d, from, d.arguments().get(1)));
            } else if (from.equals("off")) {
                return new Proxying.Redirects(List.of());
            } else if (!from.equals("default")) {
                throw Complaint.at(d.origin(), "invalid parameter \"" + from + "\"");
            } else if (byDefault != null) {
                rules.add(byDefault);
            }
        }
        return new Proxying.Redirects(List.copyOf(rules));
    }

    private Proxying.Redirect redirect(Directive d, String from, String to) {
        boolean pattern = from.startsWith("~");
        boolean caseless = from.startsWith("~*");
        return new Proxying.Redirect(
                pattern ? Template.text("") : reading.template(d, from),
                pattern ? reading.regex(d, from.substring(caseless ? 2 : 1), caseless) : null,
                reading.template(d, to));
    }

    /** From the address of the proxy_pass that stands here, where it is fixed, to the location. */
    private Proxying.@Nullable Redirect defaultRedirect(Layer layer) {
        List<Directive> pass = layer.block().all("proxy_pass");
        if (pass.isEmpty() || pass.get(0).arguments().get(0).indexOf('$') >= 0) {
            return null;
        }
        Proxying.Target target = target(pass.get(0), pass.get(0).arguments().get(0));
        String host = (target.https() ? "https://" : "http://") + target.hostHeader();
        return target.path().isEmpty()
                ? new Proxying.Redirect(Template.text(host + '/'), null, Template.text("/"))
                : new Proxying.Redirect(Template.text(host + target.path()), null, Template.text(location(layer)));
    }

    /** The name of the location that a level belongs to. */
    private static String location(Layer layer) {
        for (Layer l = layer; l != null; l = l.outer()) {
            Node opening = l.block().opening();
            if (opening != null && opening.name().equals("location")) {
                List<String> words = opening.words().stream().map(Word::text).toList();
                return LocationName.of(words.subList(1, words.size()), opening.origin())
                        .text();
            }
        }
        return "";
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
