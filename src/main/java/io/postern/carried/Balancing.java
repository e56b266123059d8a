package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Complaint;
import io.postern.directive.Directive;
import io.postern.directive.Types;
import io.postern.directive.Units;
import io.postern.directive.Zones;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How an upstream{} is balanced: its methods, sticky, keepalive, zone (ngx_http_upstream_*_module). */
final class Balancing {
    private static final long SMALLEST_ZONE = 8 * 4096;

    private Balancing() {}

    static @Nullable Setter of(String name) {
        return switch (name) {
            case "server" -> UpstreamServers::server;
            case "hash" -> Balancing::hash;
            case "ip_hash", "least_conn" -> Balancing::redefined;
            case "least_time" -> Balancing::leastTime;
            case "random" -> Balancing::random;
            case "keepalive" -> Setter.once(Balancing::keepalive);
            case "zone" -> Balancing::zone;
            case "sticky" -> Setter.once(Balancing::sticky);
            case "resolver" -> Setter.once(Resolvers::resolver);
            default -> null;
        };
    }

    private static void redefined(Args args) {
        for (Directive before : args.block().directives()) {
            if (UpstreamServers.isMethod(before.name()) || before.name().equals("sticky")) {
                args.warn("load balancing method redefined");
                return;
            }
        }
    }

    private static void hash(Args args) {
        Script.compile(args, args.get(1));
        redefined(args);
        if (args.count() == 2 && !args.printed(2).equals("consistent")) {
            throw invalid(args.get(2));
        }
    }

    private static void leastTime(Args args) {
        redefined(args);
        if (args.count() == 2 && !args.printed(2).equals("inflight")) {
            throw invalid(args.get(2));
        }
        Setter.refuseSecond(args);
        Set<String> modes =
                Realm.of(args).stream() ? Set.of("connect", "first_byte", "last_byte") : Set.of("header", "last_byte");
        if (!modes.contains(args.printed(1).toLowerCase(Locale.ROOT))) {
            throw Complaint.here("invalid value \"" + args.printed(1) + '"');
        }
    }

    private static void random(Args args) {
        redefined(args);
        if (args.count() >= 1 && !args.printed(1).equals("two")) {
            throw invalid(args.get(1));
        }
        if (args.count() == 2 && !args.printed(2).equals("least_conn")) {
            throw invalid(args.get(2));
        }
    }

    private static void keepalive(Args args) {
        if (Units.number(args.get(1)) < 0) {
            throw Complaint.here("invalid value \"" + args.get(1) + "\" in \"keepalive\" directive");
        }
        if (args.count() == 2 && !args.printed(2).equals("local")) {
            throw invalid(args.get(2));
        }
    }

    private static void zone(Args args) {
        if (args.get(1).isEmpty()) {
            throw Complaint.here("invalid zone name \"" + args.get(1) + '"');
        }
        long size = 0;
        if (args.count() == 2) {
            size = Units.size(args.get(2));
            if (size < 0) {
                throw Complaint.here("invalid zone size \"" + args.get(2) + '"');
            }
            if (size < SMALLEST_ZONE) {
                throw Complaint.here("zone \"" + args.get(1) + "\" is too small");
            }
        }
        Zones.of(args.cycle()).named(args.get(1), size, Realm.of(args).module("upstream"));
    }

    private static Complaint invalid(String word) {
        return Complaint.here("invalid parameter \"" + word + '"');
    }

    private static void sticky(Args args) {
        switch (args.printed(1)) {
            case "cookie" -> cookie(args);
            case "route" -> {
                for (int i = 2; i <= args.count(); i++) {
                    Realm.of(args).variables().use(Script.name(args.get(i)));
                }
            }
            case "learn" -> learn(args);
            default -> throw Complaint.here("unknown parameter \"" + args.get(1) + '"');
        }
    }

    private static void cookie(Args args) {
        if (args.get(2).isEmpty()) {
            throw Complaint.directive("empty cookie name");
        }
        Set<String> seen = new HashSet<>();
        for (int i = 3; i <= args.count(); i++) {
            String word = args.get(i);
            int equals = word.indexOf('=');
            String name = equals < 0 ? args.printed(i) : word.substring(0, equals);
            String value = equals < 0 ? "" : word.substring(equals + 1);
            boolean flag = equals < 0;
            switch (name) {
                case "httponly", "secure" -> refuseUnknown(flag, word);
                case "domain", "path", "expires", "samesite" -> refuseUnknown(!flag, word);
                default -> refuseUnknown(false, word);
            }
            if (!seen.add(name)) {
                throw Complaint.directive("parameter \"" + name + "\" is duplicate");
            }
            switch (name) {
                case "domain", "path" -> {
                    if (value.isEmpty()) {
                        throw Complaint.directive("no value for \"" + name + '"');
                    }
                    if (name.equals("domain")) {
                        Script.compile(args, value);
                    }
                }
                case "expires" -> {
                    if (!Types.cString(value).equals("max") && Units.seconds(value) < 0) {
                        throw Complaint.directive("invalid \"expires\" parameter value");
                    }
                }
                case "samesite" -> {
                    boolean known = Set.of("strict", "lax", "none").contains(value.toLowerCase(Locale.ROOT));
                    if (!Script.compile(args, value) && !known) {
                        throw Complaint.directive("invalid \"samesite\" parameter value");
                    }
                }
                default -> {}
            }
        }
        Realm.of(args).variables().use("cookie_" + args.get(2));
    }

    private static void refuseUnknown(boolean known, String word) {
        if (!known) {
            throw Complaint.here("unknown parameter \"" + word + '"');
        }
    }

    private static void learn(Args args) {
        String zone = null;
        long size = 0;
        boolean timeout = false;
        boolean lookup = false;
        boolean create = false;
        for (int i = 2; i <= args.count(); i++) {
            String word = args.get(i);
            if (word.startsWith("zone=")) {
                if (zone != null) {
                    throw Complaint.directive("duplicate zone");
                }
                int colon = word.indexOf(':', 5);
                zone = stickyZone(word, colon);
                size = stickySize(word.substring(colon + 1));
            } else if (word.startsWith("timeout=")) {
                if (timeout) {
                    throw Complaint.directive("duplicate timeout");
                }
                timeout = true;
                if (Units.milliseconds(word.substring(8)) <= 0) {
                    throw Complaint.directive("invalid timeout");
                }
            } else if (word.startsWith("create=") || word.startsWith("lookup=")) {
                String name = word.substring(0, 6);
                if (!word.startsWith("$", 7)) {
                    throw Complaint.directive("missing variable in the \"" + name + "\" parameter");
                }
                Realm.of(args).variables().use(word.substring(8));
                create |= name.equals("create");
                lookup |= name.equals("lookup");
            } else {
                refuseUnknown(args.printed(i).equals("header"), word);
            }
        }
        refuseMissing(lookup, "lookup");
        refuseMissing(create, "create");
        refuseMissing(zone != null, "zone");
        if (zone != null) {
            Zones.Zone named = Zones.of(args.cycle()).named(zone, size, "ngx_http_upstream_sticky_module");
            String other = named.data();
            if (other != null) {
                throw Complaint.here("sticky zone \"" + zone + "\" is already used in upstream \"" + other + '"');
            }
            named.define(String.valueOf(args.block().argument(1)));
        }
    }

    private static String stickyZone(String word, int colon) {
        if (colon < 0) {
            throw Complaint.directive("zone size is not specified");
        }
        if (colon == 5) {
            throw Complaint.directive("zone name is not specified");
        }
        return word.substring(5, colon);
    }

    private static long stickySize(String text) {
        long size = Units.size(text);
        if (size < 0) {
            throw Complaint.directive("invalid zone size");
        }
        if (size < SMALLEST_ZONE) {
            throw Complaint.directive("zone is too small");
        }
        return size;
    }

    private static void refuseMissing(boolean there, String name) {
        if (!there) {
            throw Complaint.directive('"' + name + "\" parameter is not specified");
        }
    }
}
