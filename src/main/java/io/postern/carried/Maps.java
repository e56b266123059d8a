package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Type;
import io.postern.directive.Types;

/** map (ngx_http_map_module, ngx_stream_map_module). */
final class Maps {
    private static final long MAX_SIZE = 2048;
    private static final long BUCKET_SIZE = 64;

    private final Realm realm;
    private final HostKeys keys = new HostKeys();
    private final HashTable table;
    private boolean hostnames;
    private boolean hasDefault;

    private Maps(Args args) {
        realm = Realm.of(args);
        Block outer = args.block();
        table = new HashTable(
                args.cycle(),
                "map_hash",
                Numbers.of(outer, "map_hash_max_size", MAX_SIZE),
                HashTable.aligned(Numbers.of(outer, "map_hash_bucket_size", BUCKET_SIZE)));
    }

    static void open(Args args) {
        Script.compile(args, args.get(1));
        Realm.of(args).variables().define(Script.name(args.get(2)));
        Maps map = new Maps(args);
        args.inner().memo(Maps.class, () -> map);
        args.inner().lines(map::line);
    }

    /** The type of a size of maps' tables, which the first map settles. */
    static <T> Type<T> size(Type<T> type) {
        return args -> {
            if (Setter.has(args, "map")) {
                throw Complaint.directive("is duplicate");
            }
            return type.parse(args);
        };
    }

    /** The "}" of a block that is a map. */
    static void close(Block block) {
        Maps map = block.remembered(Maps.class);
        if (map != null) {
            map.keys.check(map.table);
        }
    }

    private boolean line(Args line) {
        String key = line.get(0);
        if (line.count() == 0 && line.printed(0).equals("hostnames")) {
            hostnames = true;
            return false;
        }
        if (line.count() == 0 && line.printed(0).equals("volatile")) {
            return false;
        }
        if (line.count() != 1) {
            throw Complaint.here("invalid number of the map parameters");
        }
        if (line.printed(0).equals("include")) {
            return true;
        }
        Script.compile(realm, line.get(1));
        if (line.printed(0).equals("default")) {
            if (hasDefault) {
                throw Complaint.here("duplicate default map parameter");
            }
            hasDefault = true;
        } else if (key.startsWith("~")) {
            Regexes.compile(line, key.substring(key.startsWith("~*") ? 2 : 1));
        } else {
            String plain = key.startsWith("\\") ? key.substring(1) : key;
            switch (hostnames ? keys.addWildcard(plain) : keys.add(plain)) {
                case TWICE -> throw Complaint.here("conflicting parameter \"" + Types.lower(plain) + '"');
                case INVALID -> throw Complaint.here("invalid hostname or wildcard \"" + plain + '"');
                case OK -> {}
            }
        }
        return false;
    }
}
