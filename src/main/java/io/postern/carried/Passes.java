package io.postern.carried;

import io.postern.carried.pcre.PcreSyntax;
import io.postern.directive.Args;
import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Directive;
import io.postern.directive.IpText;
import io.postern.directive.Types;
import io.postern.directive.Units;
import io.postern.directive.Url;
import io.postern.directive.Zones;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where requests go, and with what: proxy_pass and its like for each protocol, and their common directives. */
final class Passes {
    private Passes() {}

    /**
     * The setter of a directive of ngx_http_proxy_module, fastcgi, uwsgi, scgi, grpc, memcached or tunnel.
     *
     * @param kind the protocol's prefix of names
     */
    static @Nullable Setter of(String kind, String name) {
        String rest = name.startsWith(kind + '_') ? name.substring(kind.length() + 1) : name;
        return switch (rest) {
            case "pass" -> Setter.once(args -> pass(args, kind));
            case "bind" -> Setter.once(Passes::bind);
            case "store" -> Setter.once(args -> store(args, kind));
            case "cache" -> Setter.once(args -> cache(args, kind));
            case "cache_key" -> Setter.once(args -> Script.compile(args, args.get(1)));
            case "cache_path" -> args -> Caches.path(args, "ngx_http_" + kind + "_module");
            case "cache_valid" -> Caches::valid;
            case "param" -> Passes::param;
            case "redirect" -> Passes::redirect;
            case "cookie_domain", "cookie_path" -> Passes::cookie;
            case "cookie_flags" -> Passes::cookieFlags;
            case "ssl_certificate_cache" -> Setter.once(Caches::certificates);
            case "ssl_password_file" -> Setter.once(Secrets::passwordFile);
            case "split_path_info" -> Passes::splitPathInfo;
            default -> null;
        };
    }

    private static void pass(Args args, String kind) {
        if (kind.equals("memcached")) {
            Realm.of(args).upstreams().use(args, args.get(1), 0, false);
            Realm.of(args).variables().use("memcached_key");
            return;
        }
        String text = args.count() == 0 ? "$host:$request_port" : args.get(1);
        if (text.indexOf('$') >= 0) {
            Script.compile(args, text);
        } else if (kind.equals("proxy")) {
            proxyPass(args, text);
        } else {
            Realm.of(args).upstreams().use(args, text.substring(scheme(kind, text)), 0, false);
        }
    }

    /** The length of what may stand before the address. */
    private static int scheme(String kind, String text) {
        if (!kind.equals("uwsgi") && !kind.equals("grpc")) {
            return 0;
        }
        for (String scheme : List.of(kind + "://", "s" + kind + "://", kind + "s://")) {
            boolean known = kind.equals("uwsgi") ? !scheme.equals("uwsgis://") : !scheme.equals("sgrpc://");
            if (known && text.regionMatches(true, 0, scheme, 0, scheme.length())) {
                return scheme.length();
            }
        }
        return 0;
    }

    private static void proxyPass(Args args, String text) {
        boolean tls = text.regionMatches(true, 0, "https://", 0, 8);
        if (!tls && !text.regionMatches(true, 0, "http://", 0, 7)) {
            throw Complaint.here("invalid URL prefix");
        }
        Url url = Realm.of(args).upstreams().use(args, text.substring(tls ? 8 : 7), tls ? 443 : 80, true);
        Place place = Place.of(args.block());
        if ((place.named() || place.regex() || place.noname()) && !url.uri().isEmpty()) {
            throw Complaint.here("\"proxy_pass\" cannot have URI part in location given by regular expression, "
                    + "or inside named location, or inside \"if\" statement, or inside \"limit_except\" block");
        }
    }

    /** Whether the block's own proxy_pass has TLS, or might have. */
    static boolean mayUseTls(String kind, String text) {
        return text.indexOf('$') >= 0
                || text.regionMatches(true, 0, "https://", 0, 8)
                || (kind.equals("uwsgi") && text.regionMatches(true, 0, "suwsgi://", 0, 9))
                || (kind.equals("grpc") && text.regionMatches(true, 0, "grpcs://", 0, 8));
    }

    /** ngx_http_upstream_bind_set_slot. */
    static void bind(Args args) {
        if (args.count() == 1 && args.printed(1).equals("off")) {
            return;
        }
        if (!Script.compile(args, args.get(1)) && !isAddressWithPort(args.get(1))) {
            throw Complaint.here("invalid address \"" + args.get(1) + '"');
        }
        if (args.count() == 2 && !args.printed(2).equals("transparent")) {
            throw Complaint.here("invalid parameter \"" + args.get(2) + '"');
        }
    }

    /** ngx_parse_addr_port: an address, and perhaps a port. */
    private static boolean isAddressWithPort(String text) {
        if (IpText.parse(text) != null) {
            return true;
        }
        if (text.startsWith("[")) {
            int bracket = text.indexOf(']');
            if (bracket < 0 || IpText.v6(text.substring(1, bracket)) == null) {
                return false;
            }
            return bracket + 1 == text.length()
                    || (text.charAt(bracket + 1) == ':' && isPort(text.substring(bracket + 2)));
        }
        int colon = text.indexOf(':');
        return colon >= 0 && isPort(text.substring(colon + 1)) && IpText.v4(text.substring(0, colon)) != null;
    }

    private static boolean isPort(String text) {
        long port = Units.number(text);
        return port >= 1 && port <= 65535;
    }

    private static void store(Args args, String kind) {
        if (args.printed(1).equals("off")) {
            return;
        }
        if (args.get(1).isEmpty()) {
            throw Complaint.here("empty path");
        }
        if (isOn(args.block(), kind + "_cache")) {
            throw Complaint.directive("is incompatible with \"" + kind + "_cache\"");
        }
        if (!args.printed(1).equals("on")) {
            Script.compile(args, args.get(1));
        }
    }

    private static void cache(Args args, String kind) {
        if (args.printed(1).equals("off")) {
            return;
        }
        if (isOn(args.block(), kind + "_store")) {
            throw Complaint.directive("is incompatible with \"" + kind + "_store\"");
        }
        if (!Script.compile(args, args.get(1))) {
            Zones.of(args.cycle()).named(args.get(1), 0, "ngx_http_" + kind + "_module");
        }
    }

    private static boolean isOn(Block block, String name) {
        List<Directive> all = block.all(name);
        return !all.isEmpty() && !Types.cString(all.get(0).arguments().get(0)).equals("off");
    }

    private static void param(Args args) {
        if (args.count() == 3 && !args.printed(3).equals("if_not_empty")) {
            throw Complaint.here("invalid parameter \"" + args.get(3) + '"');
        }
    }

    private static boolean isOffBefore(Args args) {
        return args.block().all(args.name()).stream()
                .anyMatch(d -> d.arguments().size() == 1
                        && Types.cString(d.arguments().get(0)).equals("off"));
    }

    private static void redirect(Args args) {
        if (isOffBefore(args)) {
            throw Complaint.directive("is duplicate");
        }
        if (args.count() == 1) {
            switch (args.printed(1)) {
                case "off" -> Setter.refuseSecond(args);
                case "default" -> defaultRedirect(args);
                default -> throw Complaint.here("invalid parameter \"" + args.get(1) + '"');
            }
            return;
        }
        pattern(args, args.get(1), "");
        Script.compile(args, args.get(2));
    }

    private static void defaultRedirect(Args args) {
        List<Directive> passes = args.block().all("proxy_pass");
        String url = passes.isEmpty() ? null : passes.get(0).arguments().get(0);
        if (url != null && url.indexOf('$') >= 0) {
            throw Complaint.here(
                    "\"proxy_redirect default\" cannot be used with \"proxy_pass\" directive with variables");
        }
        if (url == null) {
            throw Complaint.here("\"proxy_redirect default\" should be placed after the \"proxy_pass\" directive");
        }
    }

    /** A pattern behind "~" (or "~*"), else text; a prefix that does not count is left out of it. */
    private static void pattern(Args args, String word, String prefix) {
        if (word.startsWith("~")) {
            boolean star = prefix.isEmpty() && word.startsWith("~*");
            Regexes.compile(args, word.substring(star ? 2 : 1));
        } else {
            Script.compile(args, !prefix.isEmpty() && word.startsWith(prefix) ? word.substring(1) : word);
        }
    }

    private static void cookie(Args args) {
        refuseBesideOff(args);
        if (args.count() == 1) {
            return;
        }
        boolean domain = args.name().endsWith("domain");
        pattern(args, args.get(1), domain ? "." : "");
        Script.compile(args, domain && args.get(2).startsWith(".") ? args.get(2).substring(1) : args.get(2));
    }

    private static void cookieFlags(Args args) {
        refuseBesideOff(args);
        if (args.count() == 1) {
            return;
        }
        pattern(args, args.get(1), "\0");
        for (int i = 2; i <= args.count(); i++) {
            Script.compile(args, args.get(i));
        }
    }

    private static void refuseBesideOff(Args args) {
        if (isOffBefore(args)) {
            throw Complaint.directive("is duplicate");
        }
        if (args.count() == 1) {
            if (!args.printed(1).equals("off")) {
                throw Complaint.here("invalid parameter \"" + args.get(1) + '"');
            }
            Setter.refuseSecond(args);
        }
    }

    private static void splitPathInfo(Args args) {
        PcreSyntax syntax = Regexes.plain(args.get(1));
        if (syntax.groups() != 2) {
            throw Complaint.here("pattern \"" + args.get(1) + "\" must have 2 captures");
        }
    }
}
