package io.postern.side;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One server block of the configuration under test, with a log of its own.
 *
 * @param listen parameters behind the address of its {@code listen}, often none
 * @param extra directives of the block beyond the usual ones, one a line
 * @param http directives of a server block in http{} that answers its auth_http; empty where the stage does
 * @param httpPort where that block listens, {@code ${http}} in either
 */
record Door(
        String name,
        String protocol,
        Place place,
        int authPort,
        Security security,
        String listen,
        List<String> extra,
        List<String> http,
        int httpPort) {
    static final String HOST = "mail.example.com";

    /** The whole configuration around these doors; certificate and key are {@code server.pem} beside it. */
    static String configuration(List<Door> doors) {
        return configuration(doors, "");
    }

    /** The same, with this in its events{} as well. */
    private static String configuration(List<Door> doors, String events) {
        StringBuilder conf = new StringBuilder("daemon off;\nworker_processes 1;\npid logs/nginx.pid;\n");
        if (System.getProperty("user.name").equals("root")) {
            conf.append("user root root;\n");
        }
        conf.append("error_log logs/error.log info;\nevents { worker_connections 2048; " + events + "}\n");
        if (doors.stream().anyMatch(door -> !door.http.isEmpty())) {
            conf.append("http {\n    access_log off;\n    error_log logs/http.log;\n");
            doors.forEach(door -> conf.append(door.httpBlock()));
            conf.append("}\n");
        }
        conf.append("mail {\n    server_name ").append(HOST).append(";\n");
        doors.forEach(door -> conf.append(door.block()));
        return conf.append("}\n").toString();
    }

    /** Starts the program with these doors and waits until all of them take clients; its certificate is made beside its configuration. */
    static Program.Running open(Program program, Path folder, List<Door> doors) throws IOException {
        return open(program, folder, doors, "");
    }

    /** The same, with this in its events{} as well. */
    static Program.Running open(Program program, Path folder, List<Door> doors, String events) throws IOException {
        Certificate.write(folder);
        return program.startAt(
                folder,
                configuration(doors, events),
                doors.stream().map(door -> door.place().address()).toList());
    }

    /** A block as most are: the stage answers its auth_http. */
    Door(
            String name,
            String protocol,
            Place place,
            int authPort,
            Security security,
            String listen,
            List<String> extra) {
        this(name, protocol, place, authPort, security, listen, extra, List.of(), 0);
    }

    /** The same block elsewhere. */
    Door at(Place other, int otherHttpPort) {
        return new Door(name, protocol, other, authPort, security, listen, extra, http, otherHttpPort);
    }

    /** Whether a directive of that name stands in the block. */
    boolean has(String directive) {
        return extra.stream().anyMatch(line -> line.startsWith(directive + " "));
    }

    boolean proxied() {
        return listen.contains("proxy_protocol");
    }

    private String block() {
        List<String> lines = new ArrayList<>();
        lines.add("listen " + place.text() + (security == Security.TLS ? " ssl" : "")
                + (listen.isEmpty() ? "" : " " + listen) + ";");
        lines.add("protocol " + protocol + ";");
        if (!has("error_log")) {
            lines.add("error_log logs/" + name + ".log info;");
        }
        if (security != Security.NONE) {
            if (!has("ssl_protocols")) {
                lines.add("ssl_protocols TLSv1.2 TLSv1.3;");
            }
            if (!has("ssl_certificate")) {
                lines.add("ssl_certificate server.pem;");
                lines.add("ssl_certificate_key server.pem;");
            }
        }
        if (security == Security.STARTTLS && !has("starttls")) {
            lines.add("starttls on;");
        }
        if (!has("auth_http")) {
            lines.add("auth_http 127.0.0.1:" + authPort + "/auth;");
        }
        lines.addAll(extra);
        return block(lines);
    }

    private String httpBlock() {
        return http.isEmpty() ? "" : block(http);
    }

    private String block(List<String> lines) {
        StringBuilder block = new StringBuilder("    server {\n");
        lines.forEach(line -> block.append("        ")
                .append(line.replace("${http}", "127.0.0.1:" + httpPort))
                .append('\n'));
        return block.append("    }\n").toString();
    }
}
