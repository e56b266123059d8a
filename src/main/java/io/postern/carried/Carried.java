package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Block;
import io.postern.directive.Context;
import io.postern.directive.Cycle;
import io.postern.directive.Judge;
import io.postern.directive.Type;
import io.postern.lang.Origin;
import org.jspecify.annotations.Nullable;

/** Judges http{} and stream{} as nginx does: what a directive is checked by, and what is checked where a block ends. */
public final class Carried implements Judge {
    private final Cycle cycle;

    /** Whether nginx's http{} has a variable of this name, in small letters, by itself. */
    public static boolean isVariable(String name) {
        return new Variables("http").has(name);
    }

    /** The judge of one reading. */
    public Carried(Cycle cycle) {
        this.cycle = cycle;
    }

    @Override
    public Type<?> type(String module, String name, String slot) {
        Setter setter = module.startsWith("ngx_stream") ? stream(module, name) : http(module, name);
        if (setter != null) {
            return Slots.judged(setter);
        }
        Type<?> type = Slots.of(slot);
        if (type == null) {
            return Slots.judged(Setter.ANY);
        }
        if (name.startsWith("map_hash_")) {
            return Maps.size(type);
        }
        Setter post = HttpCore.post(name);
        return post == null ? type : checked(type, post);
    }

    private static <T> Type<T> checked(Type<T> type, Setter post) {
        return new Type<>() {
            @Override
            public T parse(Args args) {
                T value = type.parse(args);
                post.set(args);
                return value;
            }

            @Override
            public T again(T before, Args args) {
                T value = type.again(before, args);
                post.set(args);
                return value;
            }
        };
    }

    private static @Nullable Setter http(String module, String name) {
        return switch (module) {
            case "ngx_http_core_module" -> HttpCore.of(name);
            case "ngx_http_upstream" -> name.equals("upstream") ? Carried::openUpstream : Balancing.of(name);
            case "ngx_http_rewrite_module" -> Rewrites.of(name);
            case "ngx_http_map_module" -> name.equals("map") ? Maps::open : null;
            case "ngx_http_geo_module" -> Geos::open;
            case "ngx_http_split_clients_module" -> SplitClients::open;
            case "ngx_http_charset_filter_module" -> charset(name);
            case "ngx_http_try_files_module" -> Rewrites::tryFiles;
            case "ngx_http_log_module" -> log(name);
            case "ngx_http_limit_conn_module", "ngx_http_limit_req_module" -> LimitZones.of(name);
            case "ngx_http_ssl_module" -> SslServers.of(name);
            case "ngx_http_referer_module" -> name.equals("valid_referers") ? Referers::valid : null;
            case "ngx_http_v2_module" -> HttpOthers.obsolete(name);
            case "ngx_http_proxy_module",
                    "ngx_http_fastcgi_module",
                    "ngx_http_uwsgi_module",
                    "ngx_http_scgi_module",
                    "ngx_http_grpc_module",
                    "ngx_http_memcached_module",
                    "ngx_http_tunnel_module" ->
                Passes.of(module.substring("ngx_http_".length(), module.length() - "_module".length()), name);
            case "ngx_thread_pool" -> ThreadPools::define;
            default -> module.startsWith("ngx_http_upstream_") ? Balancing.of(name) : HttpOthers.of(name);
        };
    }

    private static @Nullable Setter stream(String module, String name) {
        return switch (module) {
            case "ngx_stream_upstream" -> name.equals("upstream") ? Carried::openUpstream : Balancing.of(name);
            case "ngx_stream_map_module" -> name.equals("map") ? Maps::open : null;
            case "ngx_stream_geo_module" -> Geos::open;
            case "ngx_stream_split_clients_module" -> SplitClients::open;
            case "ngx_stream_log_module" -> log(name);
            case "ngx_stream_limit_conn_module" -> LimitZones.of(name);
            case "ngx_stream_ssl_module" -> SslServers.of(name);
            case "ngx_stream_geoip_module" -> HttpOthers.of(name);
            case "ngx_stream_proxy_module" -> name.equals("proxy_ssl_alpn") ? SslServers.of(name) : StreamCore.of(name);
            default -> module.startsWith("ngx_stream_upstream_") ? Balancing.of(name) : StreamCore.of(name);
        };
    }

    private static @Nullable Setter charset(String name) {
        return switch (name) {
            case "charset", "source_charset" -> Charsets::charset;
            case "charset_map" -> Charsets::map;
            default -> null;
        };
    }

    private static @Nullable Setter log(String name) {
        return switch (name) {
            case "log_format" -> args -> Realm.of(args).formats().format(args);
            case "access_log" -> args -> Realm.of(args).formats().log(args);
            case "open_log_file_cache" -> Setter.once(Caches::openLogs);
            default -> null;
        };
    }

    private static void openUpstream(Args args) {
        Realm.of(args).upstreams().open(args);
    }

    @Override
    public void closed(Block block, Origin end) {
        Context context = block.context();
        switch (context) {
            case SERVER -> closeServer(block, end);
            case STREAM_SERVER -> StreamEnd.closeServer(block);
            case UPSTREAM, STREAM_UPSTREAM -> UpstreamServers.close(block);
            case HTTP -> new HttpEnd(Realm.of(block, cycle), block, end).run();
            case STREAM -> new StreamEnd(Realm.of(block, cycle), block).run();
            case DATA -> {
                Maps.close(block);
                SplitClients.close(block);
            }
            default -> {}
        }
    }

    private void closeServer(Block server, Origin end) {
        if (server.all("listen").isEmpty()) {
            Realm.of(server, cycle).ports().listenByDefault(server, end);
        }
    }
}
