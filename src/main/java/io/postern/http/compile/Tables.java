package io.postern.http.compile;

import io.postern.carried.SplitClients;
import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Directive;
import io.postern.http.match.HostTable;
import io.postern.http.table.MapTable;
import io.postern.http.table.SplitTable;
import io.postern.http.text.Symbol;
import io.postern.http.text.Template;
import java.util.ArrayList;
import java.util.List;

/** Reads map and split_clients blocks. */
final class Tables {
    private final Reading reading;

    Tables(Reading reading) {
        this.reading = reading;
    }

    void read(Block http) {
        for (Directive d : http.directives()) {
            Block lines = d.block();
            if (lines != null) {
                switch (d.name()) {
                    case "map" -> map(d, lines);
                    case "geo" -> new GeoReader(reading).read(d, lines);
                    case "split_clients" -> split(d, lines);
                    default -> {}
                }
            }
        }
    }

    private void map(Directive d, Block lines) {
        Template source = reading.template(d, d.arguments().get(0));
        Symbol symbol = reading.settable(d, d.arguments().get(1));
        boolean hostnames = false;
        boolean once = true;
        Template fallback = null;
        HostTable<Template> names = new HostTable<>();
        List<MapTable.Pattern> patterns = new ArrayList<>();
        for (Directive line : lines.directives()) {
            if (line.arguments().isEmpty() && line.name().equals("hostnames")) {
                hostnames = true;
                continue;
            }
            if (line.arguments().isEmpty() && line.name().equals("volatile")) {
                once = false;
                continue;
            }
            if (line.arguments().size() != 1) {
                throw Complaint.at(line.origin(), "invalid number of the map parameters");
            }
            Template value = reading.template(line, line.arguments().get(0));
            String key = line.name();
            if (key.equals("default")) {
                if (fallback != null) {
                    throw Complaint.at(line.origin(), "duplicate default map parameter");
                }
                fallback = value;
            } else if (key.startsWith("~")) {
                boolean caseless = key.startsWith("~*");
                patterns.add(
                        new MapTable.Pattern(reading.regex(line, key.substring(caseless ? 2 : 1), caseless), value));
            } else {
                add(line, names, key.startsWith("\\") ? key.substring(1) : key, value, hostnames);
            }
        }
        reading.define(symbol, new MapTable(source, names, patterns, fallback, hostnames, once));
    }

    private static void add(Directive line, HostTable<Template> names, String key, Template value, boolean hostnames) {
        HostTable.Added added = hostnames ? names.add(key, value) : names.addExact(key, value);
        if (added == HostTable.Added.INVALID) {
            throw Complaint.at(line.origin(), "invalid hostname or wildcard \"" + key + "\"");
        }
        if (added == HostTable.Added.CONFLICT) {
            throw Complaint.at(line.origin(), "conflicting parameter \"" + key + "\"");
        }
    }

    private void split(Directive d, Block lines) {
        Template key = reading.template(d, d.arguments().get(0));
        Symbol symbol = reading.settable(d, d.arguments().get(1));
        List<SplitTable.Part> parts = new ArrayList<>();
        List<String> shares = new ArrayList<>();
        for (Directive line : lines.directives()) {
            if (line.arguments().size() != 1) {
                throw Complaint.at(line.origin(), "invalid number of the split_clients parameters");
            }
            shares.add(line.name());
        }
        List<Long> ends = SplitClients.ends(shares);
        for (int i = 0; i < ends.size(); i++) {
            parts.add(new SplitTable.Part(
                    ends.get(i), lines.directives().get(i).arguments().get(0)));
        }
        reading.define(symbol, new SplitTable(key, parts));
    }
}
