package io.postern.side;

import java.util.List;

/**
 * One server block of the configuration under test, with a log of its own.
 *
 * @param listen parameters behind the address of its {@code listen}, often none
 * @param extra directives of the block beyond the usual ones, one a line
 */
record Door(String name, String protocol, int port, int authPort, String listen, List<String> extra) {
    static final String HOST = "mail.example.com";

    /** The whole configuration around these doors. */
    static String configuration(List<Door> doors) {
        StringBuilder conf = new StringBuilder("daemon off;\nworker_processes 1;\npid logs/nginx.pid;\n");
        if (System.getProperty("user.name").equals("root")) {
            conf.append("user root root;\n");
        }
        conf.append("error_log logs/error.log info;\nevents { worker_connections 2048; }\nmail {\n    server_name ")
                .append(HOST)
                .append(";\n");
        doors.forEach(door -> conf.append(door.block()));
        return conf.append("}\n").toString();
    }

    private String block() {
        StringBuilder block = new StringBuilder("    server {\n        listen 127.0.0.1:" + port);
        block.append(listen.isEmpty() ? "" : " " + listen)
                .append(";\n        protocol ")
                .append(protocol);
        block.append(";\n        error_log logs/").append(name).append(".log info;\n");
        if (extra.stream().noneMatch(line -> line.startsWith("auth_http "))) {
            block.append("        auth_http 127.0.0.1:").append(authPort).append("/auth;\n");
        }
        extra.forEach(line -> block.append("        ").append(line).append('\n'));
        return block.append("    }\n").toString();
    }
}
