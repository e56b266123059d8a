package io.postern.http.compile;

import io.postern.directive.Block;
import io.postern.directive.Directive;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What we do not have: content that is not served here, and directives that would change a reply. Everything else that is not read
 * anywhere has no bearing on replies (buffers, temporary files, sendfile, gzip, caches, hash sizes) and is accepted in silence.
 */
final class Support {
    /** Content handlers of other modules. */
    static final List<String> CONTENT = List.of(
            "fastcgi_pass",
            "uwsgi_pass",
            "scgi_pass",
            "grpc_pass",
            "memcached_pass",
            "tunnel_pass",
            "perl",
            "flv",
            "mp4",
            "random_index",
            "js_content",
            "content_by_lua",
            "content_by_lua_block",
            "content_by_lua_file");

    /** Those of them that are programs of the file's author: where auth_http asks, there is nobody else to answer. */
    private static final Set<String> PROGRAMS =
            Set.of("perl", "js_content", "content_by_lua", "content_by_lua_block", "content_by_lua_file");

    /** Content handlers that we have. */
    static final List<String> OWN = List.of("proxy_pass", "stub_status", "empty_gif");

    /** Directives in force that change what is answered, with the values that mean nothing is changed. */
    private static final Map<String, Set<String>> CHANGES = Map.ofEntries(
            Map.entry("auth_request", Set.of("off")),
            Map.entry("limit_req", Set.of()),
            Map.entry("limit_conn", Set.of()),
            Map.entry("sub_filter", Set.of()),
            Map.entry("add_before_body", Set.of("")),
            Map.entry("add_after_body", Set.of("")),
            Map.entry("add_trailer", Set.of()),
            Map.entry("ssi", Set.of("off")),
            Map.entry("userid", Set.of("off")),
            Map.entry("image_filter", Set.of("off")),
            Map.entry("xslt_stylesheet", Set.of()),
            Map.entry("slice", Set.of("0")),
            Map.entry("post_action", Set.of()),
            Map.entry("mirror", Set.of("off")),
            Map.entry("proxy_bind", Set.of("off")),
            Map.entry("proxy_store", Set.of("off")),
            Map.entry("proxy_cookie_domain", Set.of("off")),
            Map.entry("proxy_cookie_path", Set.of("off")),
            Map.entry("proxy_cookie_flags", Set.of("off")),
            Map.entry("proxy_ssl_certificate", Set.of("")),
            Map.entry("proxy_ssl_crl", Set.of("")),
            Map.entry("source_charset", Set.of("off")),
            Map.entry("override_charset", Set.of("off")),
            Map.entry("autoindex", Set.of("off")),
            Map.entry("dav_methods", Set.of("off")),
            Map.entry("disable_symlinks", Set.of("off")),
            Map.entry("early_hints", Set.of()),
            Map.entry("gunzip", Set.of("off")),
            Map.entry("msie_refresh", Set.of("off")),
            Map.entry("proxy_force_ranges", Set.of("off")),
            Map.entry("proxy_pass_trailers", Set.of("off")),
            Map.entry("client_body_in_file_only", Set.of("off")),
            Map.entry("valid_referers", Set.of()),
            Map.entry("secure_link", Set.of()),
            Map.entry("secure_link_secret", Set.of()),
            Map.entry("auth_jwt", Set.of("off")),
            Map.entry("access_by_lua_block", Set.of()),
            Map.entry("rewrite_by_lua_block", Set.of()),
            Map.entry("js_header_filter", Set.of()),
            Map.entry("js_body_filter", Set.of()));

    /** Those of them that come into play behind rewriting: where {@code return} answers, they never do. */
    private static final Set<String> BEHIND_RETURN =
            Set.of("auth_request", "limit_req", "limit_conn", "auth_jwt", "access_by_lua_block", "mirror");

    private Support() {}

    /**
     * The first directive in force here that would change a reply; null when there is none.
     *
     * @param answered whether every request here is answered while rewriting
     */
    static @Nullable Directive changing(Layer layer, boolean answered) {
        for (Map.Entry<String, Set<String>> e : CHANGES.entrySet()) {
            boolean idle = answered && BEHIND_RETURN.contains(e.getKey());
            Directive d = idle ? null : layer.last(e.getKey());
            if (d != null
                    && (d.arguments().isEmpty()
                            || !e.getValue().contains(d.arguments().get(0)))) {
                return d;
            }
        }
        return foreign(layer);
    }

    /** One of a module that we do not know, in a server or deeper: it may do anything to a reply. Null when there is none. */
    private static @Nullable Directive foreign(Layer layer) {
        for (Layer l = layer; l != null && l.outer() != null; l = l.outer()) {
            for (Directive d : l.block().directives()) {
                if (d.row() == null && !CONTENT.contains(d.name())) {
                    return d;
                }
            }
        }
        return null;
    }

    /** Whether this handler runs a program of the file's author. */
    static boolean isProgram(Directive handler) {
        return PROGRAMS.contains(handler.name());
    }

    /** The last directive of a block that says what makes its content; null where none does. */
    static @Nullable Directive handler(Block block, List<String> own, List<String> others) {
        Directive last = null;
        for (Directive d : block.directives()) {
            if (own.contains(d.name()) || others.contains(d.name())) {
                last = d;
            }
        }
        return last;
    }
}
