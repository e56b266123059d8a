package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Complaint;
import io.postern.directive.Directive;
import io.postern.directive.Types;
import io.postern.directive.Units;
import io.postern.log.LogSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The directives of ngx_http_core_module that have a function of their own. */
final class HttpCore {
    private static final long SMALLEST_POOL = 112;
    private static final long POOL_ALIGNMENT = 16;

    private HttpCore() {}

    static @Nullable Setter of(String name) {
        return switch (name) {
            case "server" -> args -> Realm.of(args.inner(), args.cycle()).addServer(args.inner());
            case "location" -> Locations::location;
            case "limit_except" -> Locations::limitExcept;
            case "listen" -> args -> Realm.of(args).ports().listen(args);
            case "server_name" -> ServerNames::serverName;
            case "types" -> MimeTypes::block;
            case "root", "alias" -> HttpCore::root;
            case "aio" -> Setter.once(HttpCore::aio);
            case "directio" -> Setter.once(HttpCore::directio);
            case "keepalive_timeout" -> Setter.once(HttpCore::keepalive);
            case "internal" -> Setter.once(Setter.ANY);
            case "error_page" -> Rewrites::errorPage;
            case "error_log" -> LogSpec.TYPE::parse;
            case "open_file_cache" -> Setter.once(Caches::openFiles);
            case "resolver" -> Setter.once(Resolvers::resolver);
            case "gzip_disable" -> HttpCore::gzipDisable;
            case "disable_symlinks" -> Setter.once(HttpCore::disableSymlinks);
            default -> null;
        };
    }

    /** What is checked of a value after its slot took it (nginx's post handlers); null for nothing. */
    static @Nullable Setter post(String name) {
        return switch (name) {
            case "connection_pool_size", "request_pool_size", "http2_pool_size" -> HttpCore::poolSize;
            case "send_lowat", "proxy_send_lowat", "fastcgi_send_lowat", "tunnel_send_lowat" ->
                args -> args.warn('"' + args.name() + "\" is not supported, ignored");
            case "gzip_window" -> args -> oneOfSizes(args, 15, "512, 1k, 2k, 4k, 8k, 16k, or 32k");
            case "gzip_hash" -> args -> oneOfSizes(args, 17, "512, 1k, 2k, 4k, 8k, 16k, 32k, 64k, or 128k");
            case "http2_recv_buffer_size" ->
                args -> refuseDirectiveIf(Units.size(args.get(1)) <= 16, "value is too small");
            case "http2_body_preread_size" ->
                args -> refuseIf(
                        Units.size(args.get(1)) > Integer.MAX_VALUE,
                        "the maximum body preread buffer size is " + Integer.MAX_VALUE);
            case "http2_streams_index_size" ->
                args -> refuseDirectiveIf(Long.bitCount(Units.number(args.get(1))) != 1, "must be a power of two");
            case "http2_chunk_size" ->
                args -> refuseIf(Units.size(args.get(1)) == 0, "the http2 chunk size cannot be zero");
            case "proxy_buffer_size" -> HttpCore::oneBuffer;
            case "proxy_downstream_buffer", "proxy_upstream_buffer" ->
                args -> {
                    oneBuffer(args);
                    args.warn("the \"" + args.name()
                            + "\" directive is deprecated, use the \"proxy_buffer_size\" directive instead");
                };
            default -> null;
        };
    }

    /** Three names of stream's for one setting. */
    private static void oneBuffer(Args args) {
        for (String name : List.of("proxy_buffer_size", "proxy_downstream_buffer", "proxy_upstream_buffer")) {
            if (!name.equals(args.name()) && !args.block().all(name).isEmpty()) {
                throw Complaint.directive("is duplicate");
            }
        }
    }

    private static void poolSize(Args args) {
        long size = Units.size(args.get(1));
        refuseIf(size < SMALLEST_POOL, "the pool size must be no less than " + SMALLEST_POOL);
        refuseIf(size % POOL_ALIGNMENT != 0, "the pool size must be a multiple of " + POOL_ALIGNMENT);
    }

    private static void oneOfSizes(Args args, int highest, String all) {
        long size = Units.size(args.get(1));
        boolean right = Long.bitCount(size) == 1 && size >= 512 && size <= 1L << highest;
        refuseDirectiveIf(!right, "must be " + all);
    }

    private static void root(Args args) {
        List<Directive> roots = args.block().all("root");
        List<Directive> aliases = args.block().all("alias");
        if (!roots.isEmpty() || !aliases.isEmpty()) {
            String earlier = roots.isEmpty() ? "alias" : "root";
            if (earlier.equals(args.name())) {
                throw Complaint.directive("is duplicate");
            }
            throw Complaint.here("\"" + args.name() + "\" directive is duplicate, \"" + earlier
                    + "\" directive was specified earlier");
        }
        boolean alias = args.name().equals("alias");
        refuseIf(
                alias && Place.of(args.block()).named(),
                "the \"alias\" directive cannot be used inside the named location");
        for (String variable : List.of("document_root", "realpath_root")) {
            boolean used =
                    args.printed(1).contains('$' + variable) || args.printed(1).contains("${" + variable + '}');
            refuseIf(used, "the $" + variable + " variable cannot be used in the \"" + args.name() + "\" directive");
        }
        Script.compile(args, args.get(1));
    }

    private static void aio(Args args) {
        String word = args.printed(1);
        if (word.equals("off") || word.equals("on")) {
            return;
        }
        if (!word.equals("threads") && !word.startsWith("threads=")) {
            throw Complaint.directive("invalid value");
        }
        String name = word.equals("threads") ? "default" : args.get(1).substring(8);
        if (!Script.compile(args, name)) {
            ThreadPools.of(args.cycle()).use(name, args.origin());
        }
    }

    private static void directio(Args args) {
        refuseDirectiveIf(!args.printed(1).equals("off") && Units.offset(args.get(1)) < 0, "invalid value");
    }

    private static void keepalive(Args args) {
        refuseDirectiveIf(Units.milliseconds(args.get(1)) < 0, "invalid value");
        refuseDirectiveIf(args.count() == 2 && Units.seconds(args.get(2)) < 0, "invalid value");
    }

    private static void gzipDisable(Args args) {
        for (int i = 1; i <= args.count(); i++) {
            if (!args.printed(i).equals("msie6") && !args.printed(i).equals("degradation")) {
                Regexes.plain(args.get(i));
            }
        }
    }

    private static void disableSymlinks(Args args) {
        String mode = null;
        boolean from = false;
        for (int i = 1; i <= args.count(); i++) {
            String word = args.get(i);
            switch (args.printed(i)) {
                case "off", "on", "if_not_owner" -> mode = args.printed(i);
                default -> {
                    refuseIf(!word.startsWith("from="), "invalid parameter \"" + word + '"');
                    Script.compile(args, word.substring(5));
                    from = true;
                }
            }
        }
        refuseIf(mode == null, "\"disable_symlinks\" must have \"off\", \"on\" or \"if_not_owner\" parameter");
        if (args.count() == 1) {
            return;
        }
        refuseIf(!from, "duplicate parameters \"" + args.get(1) + ' ' + args.get(2) + '"');
        refuseIf("off".equals(mode), "\"from=\" cannot be used with \"off\" parameter");
    }

    /** keepalive_disable and its like have no function of their own; this is for words that may be "off". */
    static boolean isOff(Args args) {
        return Types.cString(args.get(1)).equals("off");
    }

    static void refuseIf(boolean wrong, String words) {
        if (wrong) {
            throw Complaint.here(words);
        }
    }

    static void refuseDirectiveIf(boolean wrong, String words) {
        if (wrong) {
            throw Complaint.directive(words);
        }
    }
}
