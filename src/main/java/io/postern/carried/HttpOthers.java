package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Complaint;
import io.postern.directive.Directive;
import io.postern.directive.DiskFiles;
import io.postern.directive.Errno;
import io.postern.directive.Finding;
import io.postern.directive.Network;
import io.postern.directive.Severity;
import io.postern.directive.Types;
import io.postern.directive.Units;
import io.postern.lang.FileName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The directives of http{}'s smaller modules that have a function of their own. */
final class HttpOthers {
    private static final Set<String> BROWSERS = Set.of("opera", "msie", "gecko", "safari", "konqueror");
    private static final int MOST_PATTERNS = 255;
    private static final long DAY = 24 * 60 * 60;

    private HttpOthers() {}

    static @Nullable Setter of(String name) {
        return switch (name) {
            case "allow", "deny" -> Networks::access;
            case "set_real_ip_from" -> Networks::realIpFrom;
            case "geoip_proxy" -> HttpOthers::geoipProxy;
            case "geoip_country", "geoip_org", "geoip_city" -> Setter.once(HttpOthers::geoip);
            case "real_ip_header", "auth_request" -> Setter.once(Setter.ANY);
            case "auth_request_set" -> Rewrites::streamSet;
            case "auth_basic_user_file" -> Setter.once(args -> Script.compile(args, args.get(1)));
            case "add_header", "add_trailer" -> HttpOthers::addHeader;
            case "expires" -> Setter.once(HttpOthers::expires);
            case "index" -> HttpOthers::index;
            case "mirror" -> HttpOthers::mirror;
            case "modern_browser" -> HttpOthers::modernBrowser;
            case "userid_expires" -> Setter.once(HttpOthers::useridExpires);
            case "userid_mark" -> Setter.once(HttpOthers::useridMark);
            case "sub_filter" -> HttpOthers::subFilter;
            case "degradation" -> HttpOthers::degradation;
            case "image_filter" -> Images::filter;
            case "image_filter_jpeg_quality", "image_filter_webp_quality" -> args -> Images.value(args, 1);
            case "image_filter_sharpen" -> args -> Images.value(args, 0);
            case "xslt_param", "xslt_string_param" -> args -> Script.compile(args, args.get(2));
            case "xslt_stylesheet" -> HttpOthers::stylesheet;
            case "xml_entities" -> Setter.once(HttpOthers::entities);
            case "quic_host_key" -> Setter.once(HttpOthers::quicHostKey);
            case "ssl_engine" -> Setter.once(SslServers::engine);
            case "perl_set" -> HttpOthers::perlSet;
            default -> null;
        };
    }

    /** What became of directives of HTTP/2 that nginx has no more. */
    static @Nullable Setter obsolete(String name) {
        String instead =
                switch (name) {
                    case "http2_recv_timeout" -> "client_header_timeout";
                    case "http2_idle_timeout" -> "keepalive_timeout";
                    case "http2_max_requests" -> "keepalive_requests";
                    case "http2_max_field_size", "http2_max_header_size" -> "large_client_header_buffers";
                    case "http2_push", "http2_push_preload", "http2_max_concurrent_pushes" -> "";
                    default -> null;
                };
        if (instead == null) {
            return null;
        }
        String what = "the \"" + name + "\" directive is obsolete, ";
        return args -> args.warn(
                instead.isEmpty() ? what + "ignored" : what + "use the \"" + instead + "\" directive instead");
    }

    private static void geoipProxy(Args args) {
        String text = args.get(1);
        Network network = Network.parse(text);
        if (network == null && !text.equals("255.255.255.255")) {
            throw Complaint.here("invalid network \"" + text + '"');
        }
        if (network != null) {
            network.warnOfLowBits(args, text);
        }
    }

    private static void geoip(Args args) {
        GeoIp base = args.cycle().touches() ? GeoIp.of(args.printed(1)) : null;
        if (base != null && !base.opens()) {
            throw Complaint.here("GeoIP_open(\"" + args.get(1) + "\") failed");
        }
        if (args.count() == 2 && !args.printed(2).equals("utf8")) {
            throw Complaint.here("invalid parameter \"" + args.get(2) + '"');
        }
        if (base != null && !base.answers(args.name())) {
            String kind = args.name().equals("geoip_city") ? "GeoIP City" : "GeoIP";
            throw Complaint.here("invalid " + kind + " database \"" + args.get(1) + "\" type:" + base.type());
        }
    }

    private static void addHeader(Args args) {
        Script.compile(args, args.get(2));
        if (args.count() == 3 && !args.printed(3).equals("always")) {
            throw Complaint.here("invalid parameter \"" + args.get(3) + '"');
        }
    }

    private static void expires(Args args) {
        boolean modified = args.count() == 2;
        HttpCore.refuseDirectiveIf(modified && !args.printed(1).equals("modified"), "invalid value");
        String text = args.get(args.count());
        if (Script.compile(args, text)
                || (!modified && List.of("epoch", "max", "off").contains(text))) {
            return;
        }
        boolean daily = text.startsWith("@");
        HttpCore.refuseDirectiveIf(daily && modified, "daily time cannot be used with \"modified\" parameter");
        boolean signed = daily || text.startsWith("+") || text.startsWith("-");
        long time = Units.seconds(signed ? text.substring(1) : text);
        HttpCore.refuseDirectiveIf(time < 0, "invalid value");
        HttpCore.refuseDirectiveIf(daily && time > DAY, "daily time value must be less than 24 hours");
    }

    private static void index(Args args) {
        for (int i = 1; i <= args.count(); i++) {
            String word = args.get(i);
            if (word.startsWith("/") && i != args.count()) {
                args.warn("only the last index in \"index\" directive should be absolute");
            }
            HttpCore.refuseIf(word.isEmpty(), "index \"" + word + "\" in \"index\" directive is invalid");
            Script.compile(args, word);
        }
    }

    private static void mirror(Args args) {
        List<Directive> before = args.block().all("mirror");
        boolean off = !before.isEmpty()
                && Types.cString(before.get(0).arguments().get(0)).equals("off");
        if (off || (HttpCore.isOff(args) && !before.isEmpty())) {
            throw Complaint.directive("is duplicate");
        }
    }

    private static void modernBrowser(Args args) {
        if (args.count() == 1 && args.printed(1).equals("unlisted")) {
            return;
        }
        if (args.count() == 1) {
            throw Complaint.unsaid("a browser's name is followed by its oldest modern version");
        }
        String name = args.printed(1).toLowerCase(Locale.ROOT);
        HttpCore.refuseIf(!BROWSERS.contains(name), "unknown browser name \"" + args.get(1) + '"');
        String version = args.get(2);
        HttpCore.refuseIf(!version.matches("[0-9.]*"), "invalid browser version \"" + version + '"');
    }

    private static void useridExpires(Args args) {
        String word = args.printed(1);
        HttpCore.refuseDirectiveIf(
                !word.equals("max") && !word.equals("off") && Units.seconds(args.get(1)) < 0, "invalid value");
    }

    private static void useridMark(Args args) {
        HttpCore.refuseDirectiveIf(
                !args.printed(1).equals("off") && !args.get(1).matches("[0-9A-Za-z=]"),
                "value must be \"off\" or a single letter, digit or \"=\"");
    }

    private static void subFilter(Args args) {
        HttpCore.refuseIf(args.get(1).isEmpty(), "empty search pattern");
        HttpCore.refuseIf(
                args.block().all("sub_filter").size() == MOST_PATTERNS, "number of search patterns exceeds 255");
        Script.compile(args, args.get(1));
        Script.compile(args, args.get(2));
    }

    private static void degradation(Args args) {
        String word = args.get(1);
        HttpCore.refuseIf(!word.startsWith("sbrk="), "invalid parameter \"" + word + '"');
        HttpCore.refuseIf(Units.size(word.substring(5)) < 0, "invalid sbrk size \"" + word + '"');
    }

    private static void stylesheet(Args args) {
        String file = args.cycle().underPrefix(args.printed(1));
        if (args.cycle().touches() && !XmlFiles.isStylesheet(FileName.path(file))) {
            throw Complaint.here("xsltParseStylesheetFile(\"" + file + "\") failed")
                    .as(io.postern.directive.Severity.ERROR);
        }
        for (int i = 2; i <= args.count(); i++) {
            Script.compile(args, args.get(i));
        }
    }

    private static void entities(Args args) {
        if (args.cycle().touches() && !XmlFiles.isDtd(FileName.path(args.printed(1)))) {
            throw Complaint.here("xmlParseDTD() failed").as(io.postern.directive.Severity.ERROR);
        }
    }

    private static void quicHostKey(Args args) {
        if (!args.cycle().touches()) {
            return;
        }
        String file = args.cycle().besideConf(args.get(1));
        Path path = FileName.path(file);
        if (Files.isDirectory(path)) {
            String text = "pread() \"" + file + "\" failed";
            // nginx says it twice
            args.cycle()
                    .report(new Finding(
                            Severity.CRIT, text + Errno.form(Errno.EISDIR), null, false, null, Finding.Effect.IGNORED));
            throw Complaint.here(text).as(Severity.CRIT).errno(Errno.EISDIR);
        }
        try {
            HttpCore.refuseIf(Files.size(path) == 0, '"' + file + "\" zero key size");
        } catch (IOException e) {
            throw Complaint.here("open() \"" + file + "\" failed").errno(DiskFiles.errno(path, e));
        }
    }

    private static void perlSet(Args args) {
        Realm.of(args).variables().define(Script.name(args.get(1)));
    }
}
