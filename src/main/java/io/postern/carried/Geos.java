package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Complaint;
import io.postern.directive.IpText;
import io.postern.directive.Network;
import java.net.Inet4Address;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** geo (ngx_http_geo_module, ngx_stream_geo_module). */
final class Geos {
    private static final long CHUNK = 0x10000;

    /** One range within 65,536 addresses, by its first and last. */
    private record Range(long last, String value) {}

    private final Map<String, String> networks = new HashMap<>();
    /** The ranges by their first address; none crosses from one 65,536 to the next. */
    private final TreeMap<Long, Range> ranges = new TreeMap<>();

    /** Only http's takes addresses of proxies. */
    private final boolean proxies;

    private boolean byRange;
    private boolean tree;
    private @Nullable String fallback;

    private Geos(boolean proxies) {
        this.proxies = proxies;
    }

    static void open(Args args) {
        Variables variables = Realm.of(args).variables();
        String name = Script.name(args.get(1));
        if (args.count() == 2) {
            variables.use(name);
            name = Script.name(args.get(2));
        }
        variables.define(name);
        args.inner().lines(new Geos(!Realm.of(args).stream())::line);
    }

    private boolean line(Args line) {
        String first = line.printed(0);
        if (line.count() == 0) {
            switch (first) {
                case "ranges" -> {
                    if (tree) {
                        throw Complaint.here(
                                "the \"ranges\" directive must be the first directive inside \"geo\" block");
                    }
                    byRange = true;
                    return false;
                }
                case "volatile" -> {
                    return false;
                }
                case "proxy_recursive" -> {
                    if (proxies) {
                        return false;
                    }
                }
                default -> {}
            }
        }
        if (line.count() != 1) {
            throw Complaint.here("invalid number of the geo parameters");
        }
        if (first.equals("include")) {
            return true;
        }
        if (proxies && first.equals("proxy")) {
            network(line, line.get(1));
        } else if (byRange) {
            range(line, first);
        } else {
            tree = true;
            cidr(line, first);
        }
        return false;
    }

    private void range(Args line, String first) {
        if (first.equals("default")) {
            if (fallback != null) {
                line.warn("duplicate default geo range value: \"" + line.get(1) + "\", old value: \"" + fallback + '"');
            }
            fallback = line.get(1);
            return;
        }
        boolean delete = first.equals("delete");
        String text = delete ? line.get(1) : line.get(0);
        int dash = text.indexOf('-');
        long start = dash < 0 ? -1 : number(text.substring(0, dash));
        long end = dash < 0 ? -1 : number(text.substring(dash + 1));
        if (start < 0 || end < 0 || start > end) {
            throw Complaint.here("invalid range \"" + text + '"');
        }
        boolean missing = false;
        for (long at = start; at <= end; at = (at / CHUNK + 1) * CHUNK) {
            long last = Math.min(end, at / CHUNK * CHUNK + CHUNK - 1);
            if (delete) {
                Range found = ranges.get(at);
                boolean same = found != null && found.last == last;
                missing |= !same;
                if (same) {
                    ranges.remove(at);
                }
            } else {
                add(line, text, at, last);
            }
        }
        if (missing) {
            line.warn("no address range \"" + text + "\" to delete");
        }
    }

    /** ngx_http_geo_add_range within one 65,536: into an older range, but not across its ends. */
    private void add(Args line, String text, long start, long end) {
        String value = line.get(1);
        Map.Entry<Long, Range> below = ranges.floorEntry(end);
        if (below == null || below.getValue().last < start) {
            ranges.put(start, new Range(end, value));
            return;
        }
        long from = below.getKey();
        Range old = below.getValue();
        if (from == start && old.last == end) {
            line.warn("duplicate range \"" + text + "\", value: \"" + value + "\", old value: \"" + old.value + '"');
            ranges.put(start, new Range(end, value));
        } else if (from <= start && end <= old.last) {
            ranges.remove(from);
            if (from < start) {
                ranges.put(from, new Range(start - 1, old.value));
            }
            ranges.put(start, new Range(end, value));
            if (end < old.last) {
                ranges.put(end + 1, old);
            }
        } else {
            throw Complaint.here("range \"" + text + "\" overlaps \"" + dotted(from) + '-' + dotted(old.last) + '"');
        }
    }

    private static long number(String text) {
        byte[] v4 = IpText.v4(text);
        return v4 == null
                ? -1
                : ((v4[0] & 0xffL) << 24) | ((v4[1] & 0xff) << 16) | ((v4[2] & 0xff) << 8) | (v4[3] & 0xff);
    }

    private static String dotted(long address) {
        return (address >> 24) + "." + (address >> 16 & 0xff) + "." + (address >> 8 & 0xff) + "." + (address & 0xff);
    }

    private void cidr(Args line, String first) {
        if (first.equals("default")) {
            add(line, "v4 0/0", line.get(0));
            add(line, "v6 0/0", line.get(0));
            return;
        }
        boolean delete = first.equals("delete");
        String text = delete ? line.get(1) : line.get(0);
        String key = network(line, text);
        if (!delete) {
            add(line, key, text);
        } else if (networks.remove(key) == null) {
            line.warn("no network \"" + text + "\" to delete");
        }
    }

    private void add(Args line, String key, String text) {
        String value = line.get(1);
        String old = networks.put(key, value);
        if (old != null) {
            line.warn("duplicate network \"" + text + "\", value: \"" + value + "\", old value: \"" + old + '"');
        }
    }

    private static String network(Args line, String text) {
        if (text.equals("255.255.255.255")) {
            return "v4 255.255.255.255/32";
        }
        Network network = Network.parse(text);
        if (network == null) {
            throw Complaint.here("invalid network \"" + text + '"');
        }
        network.warnOfLowBits(line, text);
        boolean v4 = network.address() instanceof Inet4Address;
        return network.bits() == 0
                ? (v4 ? "v4 0/0" : "v6 0/0")
                : (v4 ? "v4 " : "v6 ") + IpText.text(network.address()) + '/' + network.bits();
    }
}
