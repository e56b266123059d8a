package io.postern.carried;

import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Cycle;
import io.postern.directive.Directive;
import io.postern.directive.Units;
import io.postern.lang.Origin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What nginx does at the "}" of http{} (ngx_http_block): each module's merges in the modules' order, then the whole. */
final class HttpEnd {
    private static final List<String> DEFAULT_TYPES = List.of("html", "gif", "jpg");
    private static final List<String> PASSES =
            List.of("proxy", "fastcgi", "uwsgi", "scgi", "grpc", "tunnel", "memcached");
    private static final List<String> MIME_LISTS =
            List.of("gzip_types", "ssi_types", "charset_types", "xslt_types", "sub_filter_types", "addition_types");

    private final Realm realm;
    private final Cycle cycle;
    private final Block http;
    private final Origin end;

    HttpEnd(Realm realm, Block http, Origin end) {
        this.realm = realm;
        this.cycle = realm.cycle();
        this.http = http;
        this.end = end;
    }

    void run() {
        for (Block server : realm.servers()) {
            requestBuffers(server);
            eachPlace(server, this::core);
        }
        realm.servers()
                .forEach(s -> eachPlace(s, (outer, block) -> realm.formats().addDefault(block)));
        realm.upstreams().check(http);
        realm.servers().forEach(s -> eachPlace(s, (outer, block) -> Referers.merge(cycle, block, s)));
        realm.servers().forEach(s -> SslServers.merge(realm, s));
        for (String kind : PASSES) {
            PassMerge merge = new PassMerge(realm, kind, end);
            realm.servers().forEach(s -> eachPlace(s, merge::merge));
        }
        realm.servers().forEach(s -> eachPlace(s, (outer, block) -> secureLink(block)));
        for (String list : MIME_LISTS) {
            realm.servers().forEach(s -> eachPlace(s, (outer, block) -> MimeTypes.merge(cycle, list, outer, block)));
        }
        realm.servers().forEach(s -> Locations.check(Place.of(s)));
        SslServers.check(realm);
        Charsets.check(cycle, places());
        realm.variables()
                .check(new HashTable(
                        cycle,
                        "variables_hash",
                        Numbers.of(http, "variables_hash_max_size", 1024),
                        HashTable.aligned(Numbers.of(http, "variables_hash_bucket_size", 64))));
        realm.ports().finish(new ServerNames(cycle, http));
    }

    /** The server itself, then its locations, each with the block around it. */
    private void eachPlace(Block server, BiConsumer<Block, Block> visit) {
        visit.accept(http, server);
        Locations.walk(Place.of(server), visit);
    }

    private List<Block> places() {
        List<Block> places = new ArrayList<>();
        realm.servers().forEach(s -> eachPlace(s, (outer, block) -> places.add(block)));
        return places;
    }

    private static void requestBuffers(Block server) {
        Directive buffers = Numbers.inForce(server, "large_client_header_buffers");
        long size = buffers == null ? 8192 : Units.size(buffers.arguments().get(1));
        if (size < Numbers.of(server, "connection_pool_size", 512)) {
            throw Complaint.here("the \"large_client_header_buffers\" size must be equal to or greater than"
                    + " \"connection_pool_size\"");
        }
    }

    private void core(Block outer, Block block) {
        Collection<String> around = MimeTypes.extensions(outer);
        if (around != null) {
            MimeTypes.buildOnce(outer, "types_hash", types(block), around);
        }
        Collection<String> own = MimeTypes.extensions(block);
        if (own != null) {
            MimeTypes.buildOnce(block, "types_hash", types(block), own);
        } else if (inherited(block) == null) {
            types(block).build(DEFAULT_TYPES);
        }
        if (Numbers.inForce(block, "client_body_temp_path") == null) {
            Resources.of(cycle).addDefaultPath(cycle.underPrefix("client_body_temp"), List.of());
        }
    }

    private static @Nullable Collection<String> inherited(Block block) {
        if (!block.anywhere("types")) {
            return null;
        }
        for (Block b = block; b != null; b = b.parent()) {
            Collection<String> found = MimeTypes.extensions(b);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private HashTable types(Block block) {
        return new HashTable(
                cycle,
                "types_hash",
                Numbers.of(block, "types_hash_max_size", 1024),
                HashTable.aligned(Numbers.of(block, "types_hash_bucket_size", 64)));
    }

    private static void secureLink(Block block) {
        boolean secret = !block.all("secure_link_secret").isEmpty();
        if (secret
                && !(block.all("secure_link").isEmpty()
                        && block.all("secure_link_md5").isEmpty())) {
            throw Complaint.here("\"secure_link_secret\" cannot be mixed with \"secure_link\" and \"secure_link_md5\"");
        }
    }
}
