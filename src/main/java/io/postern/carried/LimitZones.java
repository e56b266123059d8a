package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Complaint;
import io.postern.directive.Directive;
import io.postern.directive.Types;
import io.postern.directive.Units;
import io.postern.directive.Zones;
import org.jspecify.annotations.Nullable;

/** limit_conn and limit_req with their zones (ngx_http_limit_conn_module, ngx_http_limit_req_module, and stream's). */
final class LimitZones {
    private static final long SMALLEST = 8 * 4096;
    private static final long MOST_CONNECTIONS = 65535;

    private LimitZones() {}

    static @Nullable Setter of(String name) {
        return switch (name) {
            case "limit_conn_zone", "limit_req_zone" -> LimitZones::zone;
            case "limit_conn" -> LimitZones::conn;
            case "limit_req" -> LimitZones::req;
            default -> null;
        };
    }

    private static String owner(Args args) {
        return Realm.of(args).module(args.name().startsWith("limit_conn") ? "limit_conn" : "limit_req");
    }

    private static void zone(Args args) {
        boolean rates = args.name().equals("limit_req_zone");
        Script.compile(args, args.get(1));
        String name = "";
        long size = 0;
        for (int i = 2; i <= args.count(); i++) {
            String word = args.get(i);
            if (word.startsWith("zone=")) {
                int colon = Types.cString(word).indexOf(':', 5);
                size = colon < 0 ? -1 : Units.size(word.substring(colon + 1));
                refuseIf(size < 0, "invalid zone size \"" + word + '"');
                refuseIf(size < SMALLEST, "zone \"" + word + "\" is too small");
                name = word.substring(5, colon);
            } else if (rates && word.startsWith("rate=")) {
                refuseIf(rate(word) <= 0, "invalid rate \"" + word + '"');
            } else {
                throw Complaint.here("invalid parameter \"" + word + '"');
            }
        }
        refuseIf(name.isEmpty(), '"' + args.name() + "\" must have \"zone\" parameter");
        Zones.Zone zone = Zones.of(args.cycle()).named(name, size, owner(args));
        String key = zone.data();
        refuseIf(key != null, args.name() + " \"" + name + "\" is already bound to key \"" + key + '"');
        zone.define(args.get(1));
    }

    private static long rate(String word) {
        boolean unit = word.endsWith("r/s") || word.endsWith("r/m");
        int end = unit ? word.length() - 3 : word.length();
        return end < 5 ? -1 : Units.number(word.substring(5, end));
    }

    private static void conn(Args args) {
        Zones.of(args.cycle()).named(args.get(1), 0, owner(args));
        for (Directive before : args.block().all("limit_conn")) {
            if (before.arguments().get(0).equals(args.get(1))) {
                throw Complaint.directive("is duplicate");
            }
        }
        long number = Units.number(args.get(2));
        refuseIf(number <= 0, "invalid number of connections \"" + args.get(2) + '"');
        refuseIf(number > MOST_CONNECTIONS, "connection limit must be less 65536");
    }

    private static void req(Args args) {
        String zone = null;
        for (int i = 1; i <= args.count(); i++) {
            String word = args.get(i);
            if (word.startsWith("zone=")) {
                zone = word;
                Zones.of(args.cycle()).named(word.substring(5), 0, owner(args));
            } else if (word.startsWith("burst=")) {
                refuseIf(Units.number(word.substring(6)) <= 0, "invalid burst value \"" + word + '"');
            } else if (word.startsWith("delay=")) {
                refuseIf(Units.number(word.substring(6)) <= 0, "invalid delay value \"" + word + '"');
            } else if (!args.printed(i).equals("nodelay")) {
                throw Complaint.here("invalid parameter \"" + word + '"');
            }
        }
        refuseIf(zone == null, "\"limit_req\" must have \"zone\" parameter");
        for (Directive before : args.block().all("limit_req")) {
            if (before.arguments().contains(zone)) {
                throw Complaint.directive("is duplicate");
            }
        }
    }

    private static void refuseIf(boolean wrong, String words) {
        if (wrong) {
            throw Complaint.here(words);
        }
    }
}
