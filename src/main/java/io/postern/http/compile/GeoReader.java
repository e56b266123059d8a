package io.postern.http.compile;

import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Directive;
import io.postern.directive.IpText;
import io.postern.directive.Network;
import io.postern.http.table.GeoTable;
import io.postern.http.text.Symbol;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Reads geo blocks (ngx_http_geo_module). */
final class GeoReader {
    private final Reading reading;
    private final List<GeoTable.Line> lines = new ArrayList<>();
    private final List<GeoTable.Range> ranges = new ArrayList<>();
    private final List<Network> proxies = new ArrayList<>();
    private String fallback = "";
    private boolean byRange;
    private boolean recursive;

    GeoReader(Reading reading) {
        this.reading = reading;
    }

    void read(Directive d, Block block) {
        List<String> args = d.arguments();
        Symbol source = args.size() == 2 ? Scripts.symbol(reading, dollar(d, args.get(0))) : null;
        Symbol symbol = reading.settable(d, args.get(args.size() - 1));
        for (Directive line : block.directives()) {
            line(line);
        }
        reading.define(
                symbol, new GeoTable(source, lines, ranges, fallback, proxies.isEmpty() ? null : proxies, recursive));
    }

    private static String dollar(Directive d, String word) {
        if (!word.startsWith("$")) {
            throw Complaint.at(d.origin(), "invalid variable name \"" + word + "\"");
        }
        return word;
    }

    private void line(Directive line) {
        List<String> args = line.arguments();
        if (args.isEmpty()) {
            switch (line.name()) {
                case "ranges" -> byRange = true;
                case "proxy_recursive" -> recursive = true;
                case "volatile" -> {} // it is looked up each time in any case
                default -> throw Complaint.at(line.origin(), "invalid number of the geo parameters");
            }
            return;
        }
        if (args.size() != 1) {
            throw Complaint.at(line.origin(), "invalid number of the geo parameters");
        }
        String value = args.get(0);
        switch (line.name()) {
            case "default" -> fallback = value;
            case "proxy" -> proxies.add(network(line, value));
            case "delete" -> delete(line, value);
            default -> {
                if (byRange) {
                    ranges.add(range(line, value));
                } else {
                    lines.add(new GeoTable.Line(network(line, line.name()), value));
                }
            }
        }
    }

    private void delete(Directive line, String network) {
        Network gone = network(line, network);
        lines.removeIf(l -> l.network().equals(gone));
    }

    private Network network(Directive line, String text) {
        if (text.equals("255.255.255.255")) {
            return Network.of(IpText.address(new byte[] {-1, -1, -1, -1}));
        }
        Network n = Network.parse(text);
        if (n == null) {
            throw Complaint.at(line.origin(), "invalid network \"" + text + "\"");
        }
        return n;
    }

    private static GeoTable.Range range(Directive line, String value) {
        String text = line.name();
        int dash = text.indexOf('-');
        InetAddress from = dash < 0 ? null : IpText.parse(text.substring(0, dash));
        InetAddress to = dash < 0 ? null : IpText.parse(text.substring(dash + 1));
        if (text.endsWith("-255.255.255.255")) {
            to = IpText.address(new byte[] {-1, -1, -1, -1});
        }
        if (from == null || to == null) {
            throw Complaint.at(line.origin(), "invalid range \"" + text + "\"");
        }
        return new GeoTable.Range(from, to, value);
    }
}
