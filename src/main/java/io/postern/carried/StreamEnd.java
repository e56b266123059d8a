package io.postern.carried;

import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Cycle;

/** What nginx does at the "}" of stream{} (ngx_stream_block). */
final class StreamEnd {
    private final Realm realm;
    private final Cycle cycle;
    private final Block stream;

    StreamEnd(Realm realm, Block stream) {
        this.realm = realm;
        this.cycle = realm.cycle();
        this.stream = stream;
    }

    void run() {
        for (Block server : realm.servers()) {
            if (Numbers.on(server, "proxy_ssl")) {
                PassMerge.checkTls(realm, server, "proxy");
            }
        }
        realm.upstreams().check(stream);
        realm.servers().forEach(s -> SslServers.merge(realm, s));
        SslServers.check(realm);
        realm.variables()
                .check(new HashTable(
                        cycle,
                        "variables_hash",
                        Numbers.of(stream, "variables_hash_max_size", 1024),
                        HashTable.aligned(Numbers.of(stream, "variables_hash_bucket_size", 64))));
        realm.ports().finish(new ServerNames(cycle, stream));
    }

    /** The "}" of a server in stream{}. */
    static void closeServer(Block server) {
        if (server.all("listen").isEmpty()) {
            throw Complaint.plain("no \"listen\" is defined for server in " + server.origin());
        }
    }
}
