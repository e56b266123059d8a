package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Cycle;
import io.postern.directive.Types;

/** valid_referers (ngx_http_referer_module). */
final class Referers {
    private static final long MAX_SIZE = 2048;
    private static final long BUCKET_SIZE = 64;

    private final HostKeys keys = new HostKeys();
    private boolean without;
    private boolean serverNames;

    private Referers() {}

    static void valid(Args args) {
        Referers referers = args.block().memo(Referers.class, Referers::new);
        for (int i = 1; i <= args.count(); i++) {
            referers.add(args.get(i), args.printed(i));
        }
    }

    private void add(String word, String printed) {
        HttpCore.refuseIf(word.isEmpty(), "invalid referer \"" + word + '"');
        switch (printed) {
            case "none", "blocked" -> without = true;
            case "server_names" -> serverNames = true;
            default -> {
                if (word.startsWith("~")) {
                    HttpCore.refuseIf(word.length() == 1, "empty regex in \"" + word + '"');
                    Regexes.plain(word.substring(1));
                    return;
                }
                int slash = printed.indexOf('/');
                host(slash < 0 ? word : word.substring(0, slash));
            }
        }
    }

    private void host(String name) {
        switch (keys.addWildcard(name)) {
            case INVALID -> throw Complaint.here("invalid hostname or wildcard \"" + name + '"');
            // nginx has written it in small letters by then
            case TWICE -> throw Complaint.here("conflicting parameter \"" + Types.lower(name) + '"');
            case OK -> {}
        }
    }

    /** The merge of a block. */
    static void merge(Cycle cycle, Block block, Block server) {
        Referers referers = block.remembered(Referers.class);
        if (referers == null) {
            return;
        }
        if (referers.serverNames) {
            ServerNames.plain(server).forEach(referers::host);
        }
        if (referers.without && referers.keys.isEmpty()) {
            throw Complaint.plain(
                    "the \"none\" or \"blocked\" referers are specified in the \"valid_referers\" directive "
                            + "without any valid referer");
        }
        referers.keys.check(new HashTable(
                cycle,
                "referer_hash",
                Numbers.of(block, "referer_hash_max_size", MAX_SIZE),
                HashTable.aligned(Numbers.of(block, "referer_hash_bucket_size", BUCKET_SIZE))));
    }
}
