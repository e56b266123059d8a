package io.postern.http.exchange;

import io.postern.directive.Errno;
import io.postern.http.parse.Header;
import io.postern.http.parse.Target;
import io.postern.http.text.Symbol;
import io.postern.lang.FileName;
import io.postern.log.Level;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The variables that every configuration has (ngx_http_core_variables and those of realip, proxy, upstream, stub_status; those of ssl have a class of their own). */
public final class BuiltIns {
    /** The version we answer as. */
    public static final String VERSION = "1.31.5";

    private static final Map<String, Reader> ALL = new HashMap<>();

    /** Those that are read anew each time; of all others nginx keeps the first value that was asked for, or that there was none. */
    private static final Set<String> CHANGING = Set.of(
            "uri",
            "document_uri",
            "document_root",
            "realpath_root",
            "query_string",
            "args",
            "is_args",
            "request_filename",
            "request_method",
            "request_length",
            "request_time",
            "status",
            "limit_rate",
            "content_length",
            "connection_time",
            "msec",
            "time_iso8601",
            "time_local",
            "upstream_addr",
            "upstream_status",
            "upstream_connect_time",
            "upstream_header_time",
            "upstream_response_time",
            "upstream_response_length",
            "upstream_bytes_received",
            "upstream_bytes_sent",
            "proxy_host",
            "proxy_port",
            "connections_active",
            "connections_reading",
            "connections_writing",
            "connections_waiting",
            "fastcgi_script_name",
            "date_local",
            "date_gmt");

    static {
        request();
        connection();
        reply();
        ALL.putAll(TlsVariables.all());
        upstream();
        process();
        ALL.replaceAll((name, reader) -> CHANGING.contains(name) ? reader : Reader.kept(reader));
    }

    private BuiltIns() {}

    /** The reader for a name in lower case; null when there is no such variable. */
    public static @Nullable Reader find(String name) {
        Reader exact = ALL.get(name);
        if (exact != null) {
            return exact;
        }
        Reader prefixed = prefixed(name);
        boolean changing = name.startsWith("arg_") || name.startsWith("upstream_");
        return prefixed == null || changing ? prefixed : Reader.kept(prefixed);
    }

    /** A variable as access logs have it: some of them count for themselves (ngx_http_log_vars). */
    public static @Nullable String logged(Exchange x, Symbol symbol) {
        return switch (symbol.name()) {
            case "bytes_sent" -> bytesSent(x);
            case "body_bytes_sent" -> bodyBytesSent(x);
            default -> x.value(symbol);
        };
    }

    private static String bytesSent(Exchange x) {
        return String.valueOf(sent(x));
    }

    private static String bodyBytesSent(Exchange x) {
        return String.valueOf(Math.max(0, sent(x) - x.reply().headerBytes));
    }

    private static long sent(Exchange x) {
        return x.reply().headerBytes + x.reply().bodyBytes - x.surroundings().untaken();
    }

    private static @Nullable Reader prefixed(String name) {
        if (name.startsWith("http_")) {
            String header = name.substring(5);
            return x -> joined(x.request().headers, header);
        }
        if (name.startsWith("sent_http_")) {
            String header = name.substring(10);
            return x -> joined(x.reply().headers, header);
        }
        if (name.startsWith("arg_")) {
            String arg = name.substring(4);
            return x -> arg.isEmpty() ? null : Cookies.argument(x.args(), arg);
        }
        if (name.startsWith("cookie_")) {
            String cookie = name.substring(7);
            return x -> Cookies.cookie(x.request(), cookie);
        }
        if (name.startsWith("upstream_http_")) {
            String header = name.substring(14);
            return x -> x.upstreams.header(header);
        }
        if (name.startsWith("upstream_cookie_")) {
            String cookie = name.substring(16);
            return x -> x.upstreams.cookie(cookie);
        }
        boolean absent = name.startsWith("sent_trailer_")
                || name.startsWith("upstream_trailer_")
                || name.startsWith("proxy_protocol_tlv_");
        return absent ? x -> null : null;
    }

    private static @Nullable String joined(List<Header> headers, String variable) {
        String found = null;
        for (Header h : headers) {
            if (h.isVariable(variable)) {
                found = found == null ? h.value() : found + ", " + h.value();
            }
        }
        return found;
    }

    private static void put(String name, Reader reader) {
        ALL.put(name, reader);
    }

    private static void request() {
        put("http_cookie", x -> x.request().joined("Cookie", "; "));
        for (String name : List.of("Host", "User-Agent", "Referer", "Via", "X-Forwarded-For")) {
            // these know their header by its own name: one with underscores is another
            put("http_" + name.toLowerCase(Locale.ROOT).replace('-', '_'), x -> x.request()
                    .joined(name, ", "));
        }
        put("content_length", x -> {
            String given = x.request().first("Content-Length");
            boolean known = given == null && x.request().chunked && (x.body != null || x.discarded);
            if (given == null && x.request().contentLength >= 0) {
                return String.valueOf(x.request().contentLength);
            }
            return known ? String.valueOf(x.body == null ? 0 : x.body.length) : given;
        });
        put("content_type", x -> x.request().first("Content-Type"));
        put("host", x -> x.request().host.isEmpty() ? x.server().name() : x.request().host);
        put("request", x -> x.request().line);
        put("request_method", x -> x.request().lineRead || x.isTakenOver() ? x.method() : null);
        put("request_uri", x -> target(x, Target::unparsed));
        put("uri", BuiltIns::uri);
        put("document_uri", BuiltIns::uri);
        put("args", x -> x.args().isEmpty() ? null : x.args());
        put("query_string", x -> x.args().isEmpty() ? null : x.args());
        put("is_args", x -> x.args().isEmpty() ? "" : "?");
        put("server_protocol", x -> x.request().protocol);
        put("server_name", x -> x.server().name());
        put("request_length", x -> String.valueOf(x.request().length));
        put("request_time", x -> Upstreams.seconds((System.nanoTime() - x.request().startNanos) / 1_000_000));
        put("request_completion", x -> x.finished ? "OK" : "");
        put(
                "request_body",
                x -> x.body == null || x.body.length == 0 ? null : new String(x.body, StandardCharsets.ISO_8859_1));
        put("request_body_file", x -> null);
        put("request_id", x -> UUID.randomUUID().toString().replace("-", ""));
        put("request_port", x -> x.request().port == 0 ? "" : String.valueOf(x.request().port));
        put("is_request_port", x -> x.request().port == 0 ? "" : ":");
        put("remote_user", x -> {
            String user = Credentials.of(x).user();
            return user.isEmpty() ? null : user;
        });
        put("document_root", x -> x.location().documents().folder(x));
        put("realpath_root", x -> real(x, x.location().documents().folder(x)));
        put("request_filename", Exchange::file);
        put("limit_rate", x -> "0");
    }

    /** Empty where the line was read but its URI is none. */
    private static @Nullable String uri(Exchange x) {
        return x.uri().isEmpty() && !x.request().lineRead ? null : x.uri();
    }

    private static @Nullable String real(Exchange x, String folder) {
        if (x.noRealRoot) {
            return null;
        }
        try {
            return FileName.bytes(FileName.path(folder).toRealPath().toString());
        } catch (IOException e) {
            x.log().write(Level.CRIT, Errno.of(e), "realpath() \"" + folder + "\" failed");
        } catch (InvalidPathException e) {
            x.log().write(Level.CRIT, Errno.ENOENT, "realpath() \"" + folder + "\" failed");
        }
        x.noRealRoot = true;
        return null;
    }

    private static @Nullable String target(Exchange x, Function<Target, String> part) {
        Target t = x.request().target;
        return t == null ? null : part.apply(t);
    }

    private static void connection() {
        put("remote_addr", x -> x.peer().remoteText());
        put("remote_port", x -> port(x.peer().remotePort()));
        put("realip_remote_addr", x -> x.peer().ownText());
        put("realip_remote_port", x -> port(x.peer().ownPort()));
        put("server_addr", x -> x.peer().localText());
        put("server_port", x -> port(x.peer().localPort()));
        put("scheme", x -> x.peer().tls() == null ? "http" : "https");
        put("https", x -> x.peer().tls() == null ? "" : "on");
        put("binary_remote_addr", x -> {
            var a = x.peer().remote();
            return a == null ? x.peer().remoteText() : new String(a.getAddress(), StandardCharsets.ISO_8859_1);
        });
        put(
                "proxy_protocol_addr",
                x -> x.peer().proxied() == null ? null : x.peer().proxied().address());
        put(
                "proxy_protocol_port",
                x -> x.peer().proxied() == null ? null : port(x.peer().proxied().port()));
        put(
                "proxy_protocol_server_addr",
                x -> x.peer().proxied() == null ? null : x.peer().proxied().serverAddress());
        put(
                "proxy_protocol_server_port",
                x -> x.peer().proxied() == null ? null : port(x.peer().proxied().serverPort()));
        put("connection", x -> String.valueOf(x.peer().number()));
        put("connection_requests", x -> String.valueOf(x.surroundings().connectionRequests()));
        put(
                "connection_time",
                x -> Upstreams.seconds((System.nanoTime() - x.peer().startNanos()) / 1_000_000));
        put("pipe", x -> x.request().pipelined ? "p" : ".");
        for (String name : List.of("rtt", "rttvar", "snd_cwnd", "rcv_space")) {
            put("tcpinfo_" + name, x -> null);
        }
    }

    private static String port(int port) {
        return port > 0 ? String.valueOf(port) : "";
    }

    private static void reply() {
        put("status", x -> {
            int status = x.errorStatus != 0 ? x.errorStatus : x.reply().status;
            return String.format("%03d", status == 0 && x.request().version == 9 ? 9 : status);
        });
        put("bytes_sent", BuiltIns::bytesSent);
        put("body_bytes_sent", BuiltIns::bodyBytesSent);
        put("sent_http_content_type", x -> {
            String type = x.reply().typeLine();
            return type == null || type.isEmpty() ? null : type;
        });
        put("sent_http_content_length", x -> {
            long length = x.reply().contentLength;
            return length < 0 ? null : String.valueOf(length);
        });
        put("sent_http_location", x -> {
            String ours = x.reply().location;
            return ours == null ? joined(x.reply().headers, "location") : ours;
        });
        put("sent_http_last_modified", x -> {
            long time = x.reply().lastModified;
            if (time >= 0) {
                return Clock.http(time);
            }
            return x.reply().undated ? null : joined(x.reply().headers, "last_modified");
        });
        put("sent_http_connection", x -> x.keepAlive ? "keep-alive" : "close");
        put("sent_http_keep_alive", x -> {
            long header = x.location().core().keepAlive().header();
            return x.keepAlive && header > 0 ? "timeout=" + header : null;
        });
        put("sent_http_transfer_encoding", x -> x.reply().chunked ? "chunked" : null);
    }

    private static void upstream() {
        put("upstream_addr", x -> x.upstreams.each(t -> t.address));
        put("upstream_status", x -> x.upstreams.each(t -> t.status == 0 ? "-" : String.valueOf(t.status)));
        put("upstream_connect_time", x -> x.upstreams.each(t -> Upstreams.seconds(t.connectTime)));
        put("upstream_header_time", x -> x.upstreams.each(t -> Upstreams.seconds(t.headerTime)));
        put("upstream_response_time", x -> x.upstreams.each(t -> Upstreams.seconds(t.responseTime)));
        put("upstream_response_length", x -> x.upstreams.each(t -> String.valueOf(t.responseLength)));
        put("upstream_bytes_received", x -> x.upstreams.each(t -> String.valueOf(t.bytesReceived)));
        put("upstream_bytes_sent", x -> x.upstreams.each(t -> String.valueOf(t.bytesSent)));
        put("upstream_cache_status", x -> null);
        put("upstream_cache_last_modified", x -> null);
        put("upstream_cache_etag", x -> null);
        put("upstream_last_server_name", x -> null);
        put("proxy_host", x -> x.proxyHost);
        put("proxy_port", x -> x.proxyPort);
        put("proxy_add_x_forwarded_for", x -> {
            String given = x.request().joined("X-Forwarded-For", ", ");
            return given == null
                    ? x.peer().remoteText()
                    : given + ", " + x.peer().remoteText();
        });
        put("proxy_internal_body_length", x -> null);
        put("proxy_internal_chunked", x -> null);
        put("proxy_internal_connection", x -> null);
    }

    private static void process() {
        put("nginx_version", x -> VERSION);
        put("hostname", x -> x.surroundings().hostname());
        put("pid", x -> String.valueOf(x.surroundings().pid()));
        put("msec", x -> Clock.msec());
        put("time_iso8601", x -> Clock.iso());
        put("time_local", x -> Clock.local());
        put(
                "connections_active",
                x -> String.valueOf(x.surroundings().counters().active()));
        put(
                "connections_reading",
                x -> String.valueOf(x.surroundings().counters().reading()));
        put(
                "connections_writing",
                x -> String.valueOf(x.surroundings().counters().writing()));
        put(
                "connections_waiting",
                x -> String.valueOf(x.surroundings().counters().waiting()));
        put("invalid_referer", x -> null);
        put("gzip_ratio", x -> null);
        put("http2", x -> null);
        put("http3", x -> null);
        put("secure_link", x -> null);
        put("secure_link_expires", x -> null);
        put("limit_req_status", x -> null);
        put("limit_conn_status", x -> null);
        put("slice_range", x -> null);
        put("uid_got", x -> null);
        put("uid_set", x -> null);
        put("uid_reset", x -> null);
        put("memcached_key", x -> null);
        put("fastcgi_script_name", Exchange::uri);
        put("fastcgi_path_info", x -> "");
        put("date_local", x -> Clock.local());
        put("date_gmt", x -> Clock.http(System.currentTimeMillis() / 1000));
    }
}
