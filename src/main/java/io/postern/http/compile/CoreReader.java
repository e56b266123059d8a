package io.postern.http.compile;

import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Directive;
import io.postern.directive.Units;
import io.postern.http.model.Core;
import io.postern.http.model.ErrorPage;
import io.postern.http.text.Template;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a location's settings of nginx's core module. */
final class CoreReader {
    private static final Map<String, String> USUAL_TYPES =
            Map.of("html", "text/html", "gif", "image/gif", "jpg", "image/jpeg");

    private static final Set<String> USUAL_CHARSET_TYPES =
            Set.of("text/xml", "text/plain", "text/vnd.wap.wml", "application/javascript", "application/rss+xml");

    private final Reading reading;

    CoreReader(Reading reading) {
        this.reading = reading;
    }

    Core read(Layer layer) {
        return new Core(
                layer.last("internal") != null,
                layer.word("server_tokens", "on").toLowerCase(Locale.ROOT),
                layer.word("default_type", "text/plain"),
                types(layer),
                new Core.Redirects(
                        layer.flag("absolute_redirect", true),
                        layer.flag("server_name_in_redirect", false),
                        layer.flag("port_in_redirect", true)),
                keepAlive(layer),
                layer.number("client_max_body_size", 1024 * 1024),
                layer.millis("client_body_timeout", 60_000),
                layer.millis("send_timeout", 60_000),
                layer.flag("reset_timedout_connection", false),
                new Core.Lingering(
                        Core.Lingering.When.valueOf(
                                layer.word("lingering_close", "on").toUpperCase(Locale.ROOT)),
                        layer.millis("lingering_time", 30_000),
                        layer.millis("lingering_timeout", 5_000)),
                layer.flag("msie_padding", true),
                layer.flag("chunked_transfer_encoding", true),
                layer.word("satisfy", "all").equalsIgnoreCase("any"),
                errorPages(layer),
                layer.flag("recursive_error_pages", false),
                layer.flag("uninitialized_variable_warn", true),
                layer.flag("rewrite_log", false),
                layer.flag("log_not_found", true),
                charset(layer));
    }

    private Core.@Nullable Charset charset(Layer layer) {
        Directive d = layer.last("charset");
        if (d == null || d.arguments().get(0).equals("off")) {
            return null;
        }
        Set<String> types = new HashSet<>(Set.of("text/html"));
        if (layer.last("charset_types") == null) {
            types.addAll(USUAL_CHARSET_TYPES);
        }
        layer.all("charset_types").forEach(t -> t.arguments().forEach(a -> types.add(a.toLowerCase(Locale.ROOT))));
        return new Core.Charset(reading.template(d, d.arguments().get(0)), Set.copyOf(types));
    }

    private static Map<String, String> types(Layer layer) {
        List<Directive> blocks = layer.all("types");
        if (blocks.isEmpty()) {
            return USUAL_TYPES;
        }
        Map<String, String> types = new HashMap<>();
        for (Directive block : blocks) {
            Block lines = Objects.requireNonNull(block.block());
            for (Directive line : lines.directives()) {
                for (String extension : line.arguments()) {
                    types.put(extension.toLowerCase(Locale.ROOT), line.name());
                }
            }
        }
        return Map.copyOf(types);
    }

    private static Core.KeepAlive keepAlive(Layer layer) {
        Directive d = layer.last("keepalive_timeout");
        long timeout = 75_000;
        long header = 0;
        if (d != null) {
            timeout = Units.milliseconds(d.arguments().get(0));
            if (timeout < 0) {
                throw Complaint.at(d.origin(), "\"keepalive_timeout\" directive invalid value");
            }
            if (d.arguments().size() > 1) {
                header = Units.seconds(d.arguments().get(1));
                if (header < 0) {
                    throw Complaint.at(d.origin(), "\"keepalive_timeout\" directive invalid value");
                }
            }
        }
        Set<String> disabled = new HashSet<>();
        layer.all("keepalive_disable").forEach(w -> disabled.addAll(w.arguments()));
        if (layer.last("keepalive_disable") == null) {
            disabled.add("msie6");
        }
        return new Core.KeepAlive(
                timeout,
                layer.millis("keepalive_min_timeout", 0),
                header,
                layer.number("keepalive_requests", 1000),
                layer.millis("keepalive_time", 3_600_000),
                Set.copyOf(disabled));
    }

    private List<ErrorPage> errorPages(Layer layer) {
        List<ErrorPage> pages = new ArrayList<>();
        for (Directive d : layer.all("error_page")) {
            page(d, pages);
        }
        return List.copyOf(pages);
    }

    private void page(Directive d, List<ErrorPage> pages) {
        List<String> args = d.arguments();
        int codes = args.size() - 1;
        int overwrite = -1;
        String change = args.get(codes - 1);
        if (change.startsWith("=")) {
            if (codes == 1) {
                throw Complaint.at(d.origin(), "invalid value \"" + change + "\"");
            }
            if (change.length() > 1 && Units.number(change.substring(1)) < 0) {
                throw Complaint.at(d.origin(), "invalid value \"" + change + "\"");
            }
            overwrite = change.length() == 1 ? 0 : (int) Units.number(change.substring(1));
            codes--;
        }
        String uri = args.get(args.size() - 1);
        int question = uri.indexOf('?');
        boolean constant = uri.indexOf('$') < 0;
        String query = constant && uri.startsWith("/") && question >= 0 ? uri.substring(question + 1) : "";
        Template to = reading.template(d, query.isEmpty() ? uri : uri.substring(0, question));
        for (String code : args.subList(0, codes)) {
            long status = Units.number(code);
            if (status == 499) {
                throw Complaint.at(d.origin(), "invalid value \"" + code + "\"");
            }
            if (status < 300 || status > 599) {
                throw Complaint.at(d.origin(), "value \"" + code + "\" must be between 300 and 599");
            }
            int over = overwrite >= 0 ? overwrite : fallback((int) status);
            pages.add(new ErrorPage((int) status, over, to, query));
        }
    }

    /** nginx's own codes answer as 400 where nothing else is asked for. */
    private static int fallback(int status) {
        return status == 494 || status == 495 || status == 496 || status == 497 ? 400 : -1;
    }
}
