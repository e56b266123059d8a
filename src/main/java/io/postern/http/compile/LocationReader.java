package io.postern.http.compile;

import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Directive;
import io.postern.directive.Network;
import io.postern.http.model.AccessRule;
import io.postern.http.model.AddedHeader;
import io.postern.http.model.BasicAuth;
import io.postern.http.model.Content;
import io.postern.http.model.Expires;
import io.postern.http.model.Location;
import io.postern.http.model.Location.Kind;
import io.postern.http.model.Op;
import io.postern.http.model.RealIp;
import io.postern.http.model.Targets;
import io.postern.http.text.Regex;
import io.postern.http.text.Template;
import io.postern.log.LogSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads a server's level and the locations inside, inheritance resolved. */
final class LocationReader {
    private final Reading reading;
    private final CoreReader core;
    private final AccessLogReader logs;
    private final ProxyReader proxies;
    private final DocumentsReader documents;
    private final Notes notes;

    LocationReader(Reading reading, AccessLogReader logs, Targets targets, Notes notes) {
        this.reading = reading;
        this.core = new CoreReader(reading);
        this.logs = logs;
        this.proxies = new ProxyReader(reading, targets);
        this.documents = new DocumentsReader(reading);
        this.notes = notes;
    }

    /** The server's own level. */
    Location server(Layer layer) {
        List<Op> ops = new Scripts(reading, (d, b) -> null).read(layer.block());
        return location(Kind.SERVER, "", null, layer, inside(layer, Kind.SERVER, ""), ops);
    }

    private List<Location> inside(Layer layer, Kind outer, String outerName) {
        List<Location> all = new ArrayList<>();
        for (Directive d : layer.block().all("location")) {
            Block block = d.block();
            if (block == null) {
                continue;
            }
            LocationName name = LocationName.of(d);
            name.checkInside(outer, outerName, d);
            Layer inner = layer.inside(block);
            documents.location(block, name.kind(), name.text());
            Regex regex = name.kind() == Kind.REGEX ? reading.regex(d, name.text(), name.caseless()) : null;
            List<Op> ops = new Scripts(reading, (at, b) -> settings(inner.inside(b), name)).read(block);
            all.add(location(name.kind(), name.text(), regex, inner, inside(inner, name.kind(), name.text()), ops));
        }
        return List.copyOf(all);
    }

    /** An if block of a location: the location's settings with its own on top. */
    private Location settings(Layer layer, LocationName name) {
        return location(Kind.IF, name.text(), null, layer, List.of(), List.of());
    }

    private Location location(
            Kind kind, String name, @Nullable Regex regex, Layer layer, List<Location> nested, List<Op> ops) {
        return new Location(
                kind,
                name,
                regex,
                nested,
                ops,
                core.read(layer),
                headers(layer),
                expires(layer),
                access(layer),
                basic(layer),
                logs.read(layer),
                realIp(layer),
                content(kind, name, layer, ops),
                except(layer),
                exceptLocation(kind, name, layer),
                errorLogs(layer),
                documents.read(layer));
    }

    private Content content(Kind kind, String name, Layer layer, List<Op> ops) {
        boolean own = Support.handler(layer.block(), List.of("proxy_pass"), Support.CONTENT) != null;
        Layer outer = layer.outer();
        boolean inherits = kind == Kind.IF && outer != null && !own;
        Directive changing = Support.changing(layer, !own && returns(ops));
        if (changing != null) {
            Content without = new Content.Unserved(changing.name());
            boolean known = inherits && outer != null && changing.equals(Support.changing(outer, false));
            if (kind != Kind.SERVER && !known) {
                notes.changing(changing, without);
            }
            return without;
        }
        Layer at = inherits && outer != null ? outer : layer;
        Directive handler = Support.handler(at.block(), Support.OWN, Support.CONTENT);
        if (handler != null) {
            switch (handler.name()) {
                case "proxy_pass" -> {
                    // what an if block inherits was judged where it stands
                    Kind from = inherits ? Kind.PREFIX : kind;
                    return new Content.Proxy(proxies.read(handler, layer, name, from));
                }
                case "stub_status" -> {
                    return new Content.Status();
                }
                case "empty_gif" -> {
                    return new Content.Pixel();
                }
                default -> {
                    Content unserved = new Content.Unserved(handler.name());
                    if (Support.isProgram(handler)) {
                        notes.changing(handler, unserved);
                    } else {
                        notes.unserved(handler);
                    }
                    return unserved;
                }
            }
        }
        if (kind != Kind.SERVER && kind != Kind.IF && !answers(ops)) {
            notes.files();
        }
        return new Content.Files();
    }

    /** Whether the rewrite directives always answer, so that the content is never asked for. */
    private static boolean answers(List<Op> ops) {
        return ops.stream()
                .anyMatch(o -> o instanceof Op.Return
                        || (o instanceof Op.Rewrite r && r.flag() != Op.Flag.NONE && r.flag() != Op.Flag.BREAK));
    }

    /** Whether there is an answer before anything else about the request is looked at. */
    private static boolean returns(List<Op> ops) {
        for (Op op : ops) {
            if (op instanceof Op.Return || op instanceof Op.Break) {
                return op instanceof Op.Return;
            }
        }
        return false;
    }

    private List<AddedHeader> headers(Layer layer) {
        String inherit = layer.word("add_header_inherit", "on");
        List<AddedHeader> headers = new ArrayList<>();
        for (Layer l = layer; l != null; l = l.outer()) {
            for (Directive d : l.block().all("add_header")) {
                headers.add(header(d));
            }
            if (inherit.equals("off") || (!headers.isEmpty() && !inherit.equals("merge"))) {
                break;
            }
        }
        return List.copyOf(headers);
    }

    private AddedHeader header(Directive d) {
        List<String> args = d.arguments();
        if (args.size() == 3 && !args.get(2).equals("always")) {
            throw Complaint.at(d.origin(), "invalid parameter \"" + args.get(2) + "\"");
        }
        return new AddedHeader(args.get(0), reading.template(d, args.get(1)), args.size() == 3);
    }

    private @Nullable Expires expires(Layer layer) {
        Directive d = layer.last("expires");
        if (d == null) {
            return null;
        }
        List<String> args = d.arguments();
        boolean modified = args.size() == 2;
        if (modified && !args.get(0).equals("modified")) {
            throw Complaint.at(d.origin(), "\"expires\" directive invalid value");
        }
        Template value = reading.template(d, args.get(args.size() - 1));
        String constant = value.constant();
        if (constant != null && Expires.read(constant, modified) == null) {
            throw Complaint.at(d.origin(), "\"expires\" directive invalid value");
        }
        return new Expires(modified, value);
    }

    private static List<AccessRule> access(Layer layer) {
        for (Layer l = layer; l != null; l = l.outer()) {
            List<AccessRule> rules = new ArrayList<>();
            for (Directive d : l.block().directives()) {
                if (d.name().equals("allow") || d.name().equals("deny")) {
                    rules.add(rule(d));
                }
            }
            if (!rules.isEmpty()) {
                return List.copyOf(rules);
            }
        }
        return List.of();
    }

    private static AccessRule rule(Directive d) {
        String who = d.arguments().get(0);
        boolean deny = d.name().equals("deny");
        if (who.equals("all") || who.equals("unix:")) {
            return new AccessRule(null, who.equals("unix:"), deny);
        }
        Network network = Network.parse(who);
        if (network == null) {
            throw Complaint.at(d.origin(), "invalid parameter \"" + who + "\"");
        }
        return new AccessRule(network, false, deny);
    }

    private @Nullable BasicAuth basic(Layer layer) {
        Directive realm = layer.last("auth_basic");
        Directive file = layer.last("auth_basic_user_file");
        if (realm == null || file == null || realm.arguments().get(0).equals("off")) {
            return null;
        }
        String path = file.arguments().get(0);
        String full = path.startsWith("$") ? path : reading.cycle().besideConf(path);
        return new BasicAuth(reading.template(realm, realm.arguments().get(0)), reading.template(file, full));
    }

    private static RealIp realIp(Layer layer) {
        List<Network> from = new ArrayList<>();
        boolean unix = false;
        for (Directive d : layer.all("set_real_ip_from")) {
            String who = d.arguments().get(0);
            Network network = Network.parse(who);
            unix |= who.equals("unix:");
            if (network != null) {
                from.add(network);
            } else if (!who.equals("unix:")) {
                from.addAll(Hosts.networks(d, who));
            }
        }
        String header = layer.word("real_ip_header", "X-Real-IP").toLowerCase(Locale.ROOT);
        return new RealIp(List.copyOf(from), unix, header, layer.flag("real_ip_recursive", false));
    }

    private static Set<String> except(Layer layer) {
        List<Directive> all = layer.block().all("limit_except");
        if (all.isEmpty()) {
            return Set.of();
        }
        Set<String> methods = new TreeSet<>();
        all.get(0).arguments().forEach(m -> methods.add(m.toUpperCase(Locale.ROOT)));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return Set.copyOf(methods);
    }

    private @Nullable Location exceptLocation(Kind kind, String name, Layer layer) {
        List<Directive> all = layer.block().all("limit_except");
        Block block = all.isEmpty() ? null : all.get(0).block();
        return block == null || kind == Kind.IF
                ? null
                : location(Kind.IF, name, null, layer.inside(block), List.of(), List.of());
    }

    private static List<LogSpec> errorLogs(Layer layer) {
        for (Layer l = layer; l != null; l = l.outer()) {
            List<LogSpec> specs = l.block().value(HttpRows.ERROR_LOG);
            if (specs != null) {
                return specs;
            }
        }
        return List.of();
    }
}
