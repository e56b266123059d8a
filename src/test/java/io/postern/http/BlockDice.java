package io.postern.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes up a configuration with an http{} that answers auth_http: servers and their names, trees of locations, maps, rewriting, headers,
 * error pages, upstreams. The same for the same seed. The ports are blanks to fill in, as in the configurations of the resources.
 */
final class BlockDice {
    private static final List<String> VARIABLES = SideBySide.lines("block.variables");
    private static final List<String> CONDITIONS = SideBySide.lines("block.conditions");
    private static final List<String> REWRITES = SideBySide.lines("block.rewrites");
    private static final List<String> SETTINGS = SideBySide.lines("block.settings");
    private static final List<String> PATTERNS = SideBySide.lines("block.patterns");
    private static final List<String> SEGMENTS = List.of("a", "b", "auth", "x", "app", "re");
    private static final List<Integer> CODES =
            List.of(200, 200, 204, 301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 410, 444, 500, 502, 503, 599, 299);

    private static final List<String> KINDS = List.of("", "", "", "= ", "^~ ", "~ ", "~* ");

    private final Random random;
    private final StringBuilder out = new StringBuilder();
    /** Variables that map, geo, split_clients and set define. */
    private final List<String> own = new ArrayList<>();

    /** Names of nginx's own that a directive may give a value, each once. */
    private final List<String> taken = new ArrayList<>(List.of(
            "$proxy_port",
            "$proxy_host",
            "$ssl_cipher",
            "$http_x_forwarded_for",
            "$arg_k",
            "$cookie_k",
            "$sent_http_x_one"));

    private final List<String> upstreams = new ArrayList<>();
    private final List<String> named = new ArrayList<>();
    private int serial;

    BlockDice(long seed) {
        random = new Random(seed);
    }

    /** The whole file. */
    String configuration() {
        out.append("daemon off;\n%%USER%%\nworker_processes 1;\npid logs/nginx.pid;\nerror_log logs/error.log info;\n");
        out.append("events { worker_connections 512; }\n");
        out.append("mail { auth_http 127.0.0.1:%%PORT%%/auth;");
        out.append(" server { listen 127.0.0.1:%%MAIL%%; protocol imap; } }\n");
        out.append(
                "http {\nclient_body_temp_path logs/body;\nproxy_temp_path logs/proxy;\nfastcgi_temp_path logs/f;\n");
        out.append("uwsgi_temp_path logs/u;\nscgi_temp_path logs/s;\nresolver 127.0.0.1:%%DEAD%%;\n");
        out.append("log_format proof '$realip_remote_addr|$remote_addr|$remote_user|$request|$status|$body_bytes_sent");
        out.append("|$bytes_sent|$request_length|$uri|$args|$upstream_addr|$upstream_status|$request_completion");
        for (int n = random.nextInt(6); n > 0; n--) {
            out.append('|').append(pick(VARIABLES));
        }
        out.append("';\nlog_format mine").append(pick(List.of("", " escape=json", " escape=none", " escape=default")));
        out.append(" '$realip_remote_addr ").append(pick(VARIABLES)).append(' ').append(pick(VARIABLES));
        out.append("';\naccess_log logs/access.log proof;\n");
        out.append("map $pipe $names { ~(?<what>0)(?<who>1)(?<dom2>2)(?<rest>3)(?<sub>4)(?<dom>5) 1; }\n");
        tables();
        upstreams();
        settings(0, random.nextInt(4));
        int servers = 1 + random.nextInt(3);
        int first = random.nextInt(servers);
        for (int i = 0; i < servers; i++) {
            server(i, i == first && one(2));
        }
        return out.append("}\n").toString();
    }

    private void tables() {
        for (int n = random.nextInt(4); n > 0; n--) {
            String name = one(4) ? taken.remove(random.nextInt(taken.size())) : "$m" + ++serial;
            boolean hosts = one(4);
            out.append("map ")
                    .append(hosts ? "$host" : quoted(one(3) ? value(2) : source()))
                    .append(' ')
                    .append(name);
            out.append(" {").append(one(4) ? " volatile;" : "").append(hosts ? " hostnames;" : "");
            out.append(one(3) ? "" : " default " + quoted(value(2)) + ";");
            if (hosts) {
                for (String key : List.of("localhost", ".example.org", "*.example.com", "mail.*", "www.example.*")) {
                    out.append(one(2) ? " " + key + " " + quoted(value(1)) + ";" : "");
                }
            } else {
                List<String> keys =
                        new ArrayList<>(List.of("alice", "GET", "''", "\\default", "imap", "/auth", "\"x y\""));
                for (int k = random.nextInt(5); k > 0; k--) {
                    out.append(' ').append(keys.remove(random.nextInt(keys.size())));
                    out.append(' ').append(quoted(value(2))).append(';');
                }
                for (int k = random.nextInt(3); k > 0; k--) {
                    out.append(" \"")
                            .append(one(3) ? "~*" : "~")
                            .append(pick(PATTERNS))
                            .append("\" ");
                    out.append(quoted(value(2) + (one(2) ? "$1" : ""))).append(';');
                }
            }
            out.append(" }\n");
            own.add(name);
        }
        if (one(2)) {
            String name = "$g" + ++serial;
            boolean ranges = one(3);
            out.append("geo ").append(pick(List.of("", "$realip_remote_addr ", "$arg_ip ", "$http_x_forwarded_for ")));
            out.append(name).append(" {").append(ranges ? " ranges;" : one(3) ? " proxy 127.0.0.0/8;" : "");
            out.append(one(3) ? "" : " default out;").append(!ranges && one(3) ? " proxy_recursive;" : "");
            out.append(
                    ranges
                            ? " 10.0.0.0-10.9.8.6 ten; 127.0.0.0-127.100.0.7 near; 127.100.0.8-127.200.0.0 far;"
                            : " 127.0.0.0/8 loop; 127.96.0.0/11 \"deep loop\"; 10.9.8.7 one; 10.0.0.0/8 ten; ::1 six;");
            out.append(!ranges && one(4) ? " delete 10.0.0.0/8;" : "").append(" }\n");
            own.add(name);
        }
        if (one(2)) {
            String name = "$s" + ++serial;
            out.append("split_clients ")
                    .append(quoted(one(2) ? "$arg_a" : value(2)))
                    .append(' ')
                    .append(name);
            out.append(pick(List.of(
                    " { 50% a; * \"\"; }\n", " { 0.5% x; 20% b; 30.55% c; }\n", " { 99.99% most; * rest; }\n")));
            own.add(name);
        }
    }

    private void upstreams() {
        for (int n = random.nextInt(3); n > 0; n--) {
            String name = "up" + ++serial;
            out.append("upstream ").append(name).append(" { ");
            out.append(pick(List.of("", "", "ip_hash; ", "hash $arg_a; ", "least_conn; ")));
            String body =
                    switch (random.nextInt(5)) {
                        case 0 ->
                            "server 127.0.0.1:%%BACKEND%% weight=2 max_fails=0; server 127.0.0.1:%%BACKEND%% max_fails=0;";
                        case 1 -> "server 127.0.0.1:%%DEAD%% max_fails=0;";
                        case 2 -> "server 127.0.0.1:%%BACKEND%% max_fails=0; server 127.0.0.1:%%DEAD%% down;";
                        default -> "server 127.0.0.1:%%BACKEND%% max_fails=0;";
                    };
            out.append(body).append(one(4) ? " keepalive 4;" : "").append(" }\n");
            upstreams.add(name);
        }
    }

    private void server(int number, boolean byDefault) {
        out.append("server {\nlisten 127.0.0.1:%%PORT%%")
                .append(byDefault ? " default_server" : "")
                .append(";\n");
        if (!one(5)) {
            List<List<String>> names = List.of(
                    List.of("localhost", "127.0.0.1", "\"\"", "LOCALHOST *.x.test"),
                    List.of(
                            ".example.org",
                            "*.example.org mail.example.org",
                            "a.example.org mail.*",
                            "~^(?<sub>.+)\\.example\\.org$"),
                    List.of(
                            "~^(www\\.)?(?<dom>.+)$",
                            "www.example.*",
                            "~^up\\.(\\w+)\\.net$ *.example.com",
                            "x.example.com"));
            out.append("server_name ").append(pick(names.get(number))).append(";\n");
        }
        named.clear();
        for (int n = random.nextInt(3); n > 0; n--) {
            named.add("@n" + n);
        }
        settings(1, random.nextInt(5));
        out.append(number == 0 ? "set $v1 one; set $v2 $arg_a; set $v3 \"\";\n" : "");
        script(1, random.nextInt(3));
        List<String> paths = new ArrayList<>();
        for (int n = 2 + random.nextInt(5); n > 0; n--) {
            location("", paths, 0);
        }
        for (String name : named) {
            out.append("location ").append(name).append(" {\n");
            inside(name, 9, true);
            out.append("}\n");
        }
        out.append("}\n");
    }

    /** A location at a path that none of {@code taken} has. */
    private void location(String outer, List<String> taken, int depth) {
        String kind = pick(outer.equals("~") ? List.of("~ ", "~* ") : KINDS);
        boolean regex = kind.startsWith("~");
        String path;
        if (regex) {
            path = pick(PATTERNS);
        } else {
            path = outer.isEmpty() || one(4) ? outer : outer.replaceFirst("/$", "");
            for (int n = 1 + random.nextInt(2); n > 0; n--) {
                path += (path.endsWith("/") ? "" : "/") + pick(SEGMENTS);
            }
            path += one(3) ? "/" : "";
            path = outer.isEmpty() && one(6) ? "/" : path;
        }
        String key = (kind.equals("= ") ? "=" : regex ? kind : "") + path;
        if (taken.contains(key)) {
            return;
        }
        taken.add(key);
        out.append("location ")
                .append(kind)
                .append(regex ? "\"" + path + "\"" : path)
                .append(" {\n");
        inside(regex ? "~" : path, kind.equals("= ") ? 9 : depth + 1, regex);
        out.append("}\n");
    }

    /** What stands in a location: settings, rewriting, content, locations. */
    private void inside(String path, int depth, boolean nameless) {
        settings(2, random.nextInt(5));
        script(2, random.nextInt(4));
        content(nameless);
        if (depth < 3 && one(2)) {
            List<String> paths = new ArrayList<>(List.of(path));
            for (int n = 1 + random.nextInt(2); n > 0; n--) {
                location(path, paths, depth);
            }
        }
    }

    private void content(boolean nameless) {
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> answer();
            case 3, 4, 5 -> pass(nameless);
            case 6 -> out.append(one(2) ? "empty_gif;\n" : "internal;\n");
            default -> {}
        }
    }

    private void pass(boolean nameless) {
        pass(nameless, random.nextInt(4));
    }

    private void pass(boolean nameless, int headers) {
        String to = upstreams.isEmpty() || one(2) ? "127.0.0.1:%%BACKEND%%" : pick(upstreams);
        String uri = nameless && !one(400) ? "" : pick(List.of("", "", "/", "/app/", "/got", "/x?was=1", "/%61/"));
        uri = one(4)
                ? pick(List.of("$uri", "$request_uri", "/v$uri$is_args$args", "/got/$1", "/app?u=$http_auth_user"))
                : uri;
        out.append("proxy_pass http://").append(to).append(uri).append(";\n");
        for (int n = headers; n > 0; n--) {
            out.append("proxy_set_header ")
                    .append(pick(List.of("Host", "X-Real-IP", "Connection", "X-A", "Auth-User", "Cookie")));
            out.append(' ').append(quoted(value(2))).append(";\n");
        }
    }

    private void answer() {
        int code = pick(CODES);
        String text = one(3)
                ? pick(List.of(
                        "/a", "/auth?x=y", "https://other.test$request_uri", "$uri", "@n1", "//x", "$scheme://$host/b"))
                : value(3);
        out.append("return ")
                .append(code)
                .append(one(3) ? "" : " " + quoted(text))
                .append(";\n");
    }

    /** Directives of the rewrite module; level 1 in a server, 2 in a location, 3 in an if. */
    private void script(int level, int most) {
        for (int n = most; n > 0; n--) {
            switch (random.nextInt(level == 3 ? 5 : 9)) {
                case 0, 1 -> {
                    String name = one(4) && level < 3
                            ? pick(List.of("$args", "$limit_rate", "$v1", "$http_via", "$arg_a", "$proxy_port"))
                            : "$v" + (1 + random.nextInt(3));
                    if (!name.equals("$limit_rate")) {
                        out.append("set ")
                                .append(name)
                                .append(' ')
                                .append(quoted(value(3)))
                                .append(";\n");
                    }
                }
                case 2 -> out.append("rewrite ").append(pick(REWRITES)).append(";\n");
                case 3 -> {
                    if (level == 3 || one(6)) {
                        out.append(one(2) ? "break;\n" : "");
                    }
                }
                case 4 -> {
                    if (level == 3 || (level == 2 && one(6))) {
                        answer();
                    }
                }
                default -> {
                    out.append("if (").append(condition()).append(") {\n");
                    script(3, 1 + random.nextInt(2));
                    if (level == 2) {
                        settings(3, random.nextInt(2));
                        if (one(5)) {
                            pass(true, 0);
                        }
                    }
                    out.append("}\n");
                }
            }
        }
    }

    private String condition() {
        String text = pick(CONDITIONS);
        return text.replace("VAR", source()).replace("PATTERN", pick(PATTERNS));
    }

    /** Settings that may stand at this level: 0 http, 1 server, 2 location, 3 if in a location; each once, but for lists. */
    private void settings(int level, int most) {
        List<String> given = new ArrayList<>();
        for (int n = most; n > 0; n--) {
            String line = pick(SETTINGS);
            String name = line.substring(2).split("[ ;]", 2)[0];
            boolean list = name.equals("add_header") || name.equals("error_page") || name.startsWith("proxy_hide");
            boolean here = (Character.digit(line.charAt(0), 16) >> level & 1) == 1;
            if (!here || (given.contains(name) && !list)) {
                continue;
            }
            given.add(name);
            out.append(line.substring(2)
                    .replace("VALUE", quoted(value(2)))
                    .replace("NAMED", named.isEmpty() ? "/x" : pick(named)));
            out.append('\n');
        }
    }

    private String source() {
        return !own.isEmpty() && one(4)
                ? pick(own)
                : one(8)
                        ? pick(List.of(
                                "$v1", "$v2", "$v3", "$what", "$who", "$dom2", "$rest", "$sub", "$dom", "$names"))
                        : pick(VARIABLES);
    }

    private String value(int most) {
        StringBuilder value = new StringBuilder();
        for (int n = 1 + random.nextInt(most); n > 0; n--) {
            value.append(
                    pick(List.of("OK", "x-", "1", " ", "", "", ":", "/", "Invalid login", "\u00e4", "+", "%20", "")));
            if (!one(3)) {
                String name = one(6) ? pick(List.of("$1", "$2", "$9")) : source();
                value.append(name.matches("\\$\\d") ? name + "-" : "${" + name.substring(1) + "}");
            }
        }
        return value.toString();
    }

    private static String quoted(String value) {
        return value.isEmpty() || value.indexOf(' ') >= 0 || value.indexOf('{') >= 0 ? '"' + value + '"' : value;
    }

    private boolean one(int in) {
        return random.nextInt(in) == 0;
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
