package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Cycle;
import io.postern.directive.Finding;
import io.postern.directive.HostName;
import io.postern.directive.Severity;
import io.postern.directive.Types;
import java.util.ArrayList;
import java.util.List;

/** server_name, and whether the names of the servers on one address agree (ngx_http_server_names). */
final class ServerNames {
    private static final long MAX_SIZE = 512;
    private static final long BUCKET_SIZE = 64;

    /** The names of one server. */
    private static final class Names {
        private final List<String> plain = new ArrayList<>();
        private boolean any;
        private boolean captures;
    }

    private final Cycle cycle;
    private final HashTable table;

    ServerNames(Cycle cycle, Block main) {
        this.cycle = cycle;
        this.table = new HashTable(
                cycle,
                "server_names_hash",
                Numbers.of(main, "server_names_hash_max_size", MAX_SIZE),
                HashTable.aligned(Numbers.of(main, "server_names_hash_bucket_size", BUCKET_SIZE)));
    }

    static void serverName(Args args) {
        Names names = args.block().memo(Names.class, Names::new);
        for (int i = 1; i <= args.count(); i++) {
            String name = args.get(i);
            boolean star = name.startsWith("*") && (name.length() < 3 || name.charAt(1) != '.');
            if (star || (name.startsWith(".") && name.length() < 2)) {
                throw Complaint.here("server name \"" + name + "\" is invalid");
            }
            if (args.printed(i).indexOf('/') >= 0) {
                args.warn("server name \"" + name + "\" has suspicious symbols");
            }
            names.any = true;
            if (!name.startsWith("~")) {
                names.plain.add(name.equalsIgnoreCase("$hostname") ? HostName.own() : Types.lower(name));
                continue;
            }
            if (name.length() == 1) {
                throw Complaint.here("empty regex in server name \"" + name + '"');
            }
            names.captures = Regexes.compile(args, name.substring(1)) > 0;
        }
    }

    /** The plain names of a server; one that has no names has an empty one. */
    static List<String> plain(Block server) {
        Names names = server.remembered(Names.class);
        return names == null || !names.any ? List.of("") : names.plain;
    }

    boolean hasCaptures(Block server) {
        Names names = server.remembered(Names.class);
        return names != null && names.captures;
    }

    /** The names of all servers on an address. */
    void check(List<Block> servers, String address) {
        HostKeys keys = new HostKeys();
        for (Block server : servers) {
            for (String name : plain(server)) {
                switch (keys.addWildcard(name)) {
                    case INVALID ->
                        throw Complaint.plain("invalid server name or wildcard \"" + name + "\" on " + address);
                    case TWICE ->
                        cycle.report(new Finding(
                                Severity.WARN,
                                "conflicting server name \"" + name + "\" on " + address + ", ignored",
                                null,
                                false));
                    case OK -> {}
                }
            }
        }
        keys.check(table);
    }
}
