package io.postern.carried;

import io.postern.directive.Block;
import io.postern.directive.Directive;
import io.postern.directive.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The headers and parameters that are sent and hidden, whose scripts nginx compiles once a block's are known. */
final class PassHeaders {
    private static final List<String> ACCEL = List.of(
            "X-Accel-Expires", "X-Accel-Redirect", "X-Accel-Limit-Rate", "X-Accel-Buffering", "X-Accel-Charset");
    private static final List<String> SENT = List.of(
            "Host",
            "Connection",
            "Proxy-Connection",
            "Content-Length",
            "Transfer-Encoding",
            "TE",
            "Keep-Alive",
            "Expect",
            "Upgrade");
    private static final List<String> SENT_TO_CACHE =
            List.of("If-Modified-Since", "If-Unmodified-Since", "If-None-Match", "If-Match", "Range", "If-Range");

    /** What is built for a block. */
    private static final class Built {
        private final Set<String> things = new HashSet<>();
    }

    private final Realm realm;
    private final String kind;
    private final boolean params;

    PassHeaders(Realm realm, String kind) {
        this.realm = realm;
        this.kind = kind;
        this.params = !kind.equals("proxy") && !kind.equals("grpc");
    }

    void merge(Block outer, Block block, boolean caches) {
        hidden(outer, block);
        if (kind.equals("proxy")) {
            block.all("proxy_set_body")
                    .forEach(d -> Script.compile(realm, d.arguments().get(0)));
        }
        sent(outer, block, false);
        if (caches) {
            sent(outer, block, true);
        }
    }

    private boolean inherits(Block outer, Block block, String thing, String... names) {
        boolean own = false;
        for (String name : names) {
            own |= !block.all(name).isEmpty();
        }
        Set<String> before = outer.memo(Built.class, Built::new).things;
        block.memo(Built.class, Built::new).things.add(thing);
        if (own) {
            return false;
        }
        return !before.add(thing);
    }

    /** ngx_http_upstream_hide_headers_hash. */
    private void hidden(Block outer, Block block) {
        String hide = kind + "_hide_header";
        String pass = kind + "_pass_header";
        if (inherits(outer, block, kind + " hidden", hide, pass)) {
            return;
        }
        Set<String> names = new LinkedHashSet<>(defaultHidden());
        for (String name : SslServers.words(block, hide)) {
            if (names.stream().noneMatch(name::equalsIgnoreCase)) {
                names.add(name);
            }
        }
        int counted = names.size();
        for (String name : SslServers.words(block, pass)) {
            names.removeIf(name::equalsIgnoreCase);
        }
        table(block, tableOfHidden()).build(new ArrayList<>(names), counted);
    }

    private String tableOfHidden() {
        return params ? kind + "_hide_headers_hash" : kind + "_headers_hash";
    }

    private List<String> defaultHidden() {
        List<String> hidden = new ArrayList<>(ACCEL);
        switch (kind) {
            case "proxy" -> hidden.addAll(0, List.of("Date", "Server", "X-Pad"));
            case "grpc" -> hidden.addAll(0, List.of("Date", "Server"));
            case "fastcgi", "scgi" -> hidden.add(0, "Status");
            default -> {}
        }
        return hidden;
    }

    private HashTable table(Block block, String name) {
        boolean sized = kind.equals("proxy");
        return new HashTable(
                realm.cycle(),
                name,
                sized ? Numbers.of(block, "proxy_headers_hash_max_size", 512) : 512,
                sized ? HashTable.aligned(Numbers.of(block, "proxy_headers_hash_bucket_size", 64)) : 64);
    }

    /** ngx_http_proxy_init_headers, ngx_http_fastcgi_init_params. */
    private void sent(Block outer, Block block, boolean cache) {
        String directive = kind + (params ? "_param" : "_set_header");
        if (inherits(outer, block, kind + (cache ? " cached" : " sent"), directive)) {
            return;
        }
        List<String> names = new ArrayList<>();
        List<Directive> set = Numbers.allInForce(block, directive);
        boolean proxy = kind.equals("proxy");
        for (Directive one : set) {
            if (proxy && one.arguments().get(0).equalsIgnoreCase("Host")) {
                Script.compile(realm, one.arguments().get(1));
            }
        }
        for (Directive one : set) {
            String name = one.arguments().get(0);
            String value = one.arguments().get(1);
            if (proxy && name.equalsIgnoreCase("Host")) {
                continue;
            }
            boolean header = !params || (name.length() > 5 && name.startsWith("HTTP_"));
            if (header) {
                names.add(params ? name.substring(5) : name);
            }
            if (!header || !value.isEmpty()) {
                Script.compile(realm, value);
            }
        }
        addDefaults(names, cache);
        table(block, kind + (params ? "_params_hash" : "_headers_hash")).build(names);
    }

    private void addDefaults(List<String> names, boolean cache) {
        Set<String> given = new HashSet<>();
        names.forEach(n -> given.add(Types.lower(n)));
        List<String> defaults = new ArrayList<>(params ? List.of("HOST") : SENT);
        if (cache) {
            SENT_TO_CACHE.forEach(
                    n -> defaults.add(params ? n.toUpperCase(Locale.ROOT).replace('-', '_') : n));
        }
        for (String name : defaults) {
            if (!given.contains(Types.lower(name))) {
                names.add(name);
            }
        }
    }
}
