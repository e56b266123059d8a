package io.postern.side;

import io.postern.dns.FakeNameServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Server blocks as people might write them. */
final class DoorDice {
    private final Dice dice;
    private final boolean binary;
    private final List<FakeNameServer> nameServers = new ArrayList<>();

    /** @param binary whether all programs can send a PROXY header of version 2 */
    DoorDice(Dice dice, boolean binary) {
        this.dice = dice;
        this.binary = binary;
    }

    /** Those that were started for the resolvers of doors. */
    List<FakeNameServer> nameServers() {
        return nameServers;
    }

    /** The kind of place that the next door is at. */
    String place() {
        return dice.percent(70) ? "ipv4" : dice.one("ipv6", "unix");
    }

    Door door(int number, Place place, Stage stage) throws IOException {
        // everything there is to say of a client's address, in one door
        boolean told = dice.percent(12);
        String protocol = told ? "smtp" : dice.one("imap", "pop3", "smtp");
        Security security = dice.percent(50) ? Security.NONE : dice.percent(50) ? Security.STARTTLS : Security.TLS;
        List<String> extra = new ArrayList<>();
        maybe(extra, 35, protocol + "_auth " + mechanisms(protocol) + ";");
        maybe(extra, 20, protocol + "_capabilities " + dice.one("A", "\"X Y\" Z", "SIZE PIPELINING") + ";");
        maybe(extra, 40, "proxy_pass_error_message on;");
        maybe(extra, 30, "max_errors " + dice.one("1", "2", "20") + ";");
        maybe(extra, 25, "proxy_buffer " + dice.one("64", "256", "1k") + ";");
        maybe(extra, 20, "proxy_protocol " + (binary ? dice.one("on", "v2") : "on") + ";");
        maybe(extra, 15, "auth_http_header X-Key \"" + dice.one("secret", "two words") + "\";");
        maybe(extra, 8, "timeout 1500ms;");
        maybe(extra, 6, "proxy_timeout 1500ms;");
        maybe(extra, 6, "auth_http_timeout 800ms;");
        if (!protocol.equals("pop3")) {
            maybe(extra, 30, protocol + "_client_buffer " + dice.one("64", "128", "300", "70k", "200k") + ";");
        }
        if (security == Security.NONE && dice.percent(12)) {
            String log = "error_log logs/door" + number;
            extra.add(log
                    + dice.one(
                            ".log error;",
                            ".log warn;",
                            ".log crit;",
                            ".log notice;",
                            ".log info; " + log + ".more error;",
                            ".log;"));
        }
        if (protocol.equals("smtp")) {
            maybe(extra, told ? 0 : 40, "xclient off;");
            maybe(extra, 30, "proxy_smtp_auth on;");
            maybe(extra, 12, "smtp_greeting_delay 400ms;");
            if (told || dice.percent(35)) {
                extra.add("resolver 127.0.0.1:" + nameServer() + dice.one("", " ipv6=off", " valid=1s") + ";");
                extra.add("resolver_timeout 1s;");
            }
        }
        if (security == Security.STARTTLS) {
            maybe(extra, 30, "starttls only;");
        }
        boolean proxied = told || dice.percent(15);
        if (proxied && dice.percent(70)) {
            extra.addAll(List.of("set_real_ip_from 127.0.0.1;", "set_real_ip_from ::1;", "set_real_ip_from unix:;"));
        }
        List<String> http = List.of();
        if (dice.percent(12)) {
            http = http(stage);
            extra.add("auth_http ${http}/auth;");
        } else if (dice.percent(10)) {
            extra.add("auth_http unix:" + stage.authPath() + ":/auth;");
        }
        String listen = proxied ? "proxy_protocol" : "";
        return new Door(
                "door" + number, protocol, place, stage.authPort(), security, listen, extra, http, Ports.free());
    }

    private void maybe(List<String> extra, int chance, String line) {
        if (dice.percent(chance)) {
            extra.add(line);
        }
    }

    private String mechanisms(String protocol) {
        return switch (protocol) {
            case "imap" -> dice.one("plain", "plain login cram-md5 external", "cram-md5", "login external");
            case "pop3" -> dice.one("plain", "plain apop cram-md5 external", "apop", "cram-md5");
            default -> dice.one("none", "none plain", "plain login cram-md5 external", "cram-md5");
        };
    }

    /** Auth servers written in the same nginx.conf. */
    private List<String> http(Stage stage) {
        List<String> lines = new ArrayList<>(List.of("listen ${http};"));
        String route = "add_header Auth-Server 127.0.0.1; add_header Auth-Port " + stage.backendPort() + ";";
        switch (dice.below(4)) {
            case 0 -> lines.add("location = /auth { add_header Auth-Status OK; " + route + " return 204; }");
            case 1 ->
                lines.addAll(List.of(
                        "set $verdict \"Invalid login or password\";",
                        "if ($http_auth_user ~* ^joe) { set $verdict OK; }",
                        "location /auth { add_header Auth-Status $verdict; " + route
                                + " add_header Auth-Wait 1; return 200 done; }"));
            case 2 ->
                lines.add(
                        "location /auth { if ($http_auth_login_attempt ~ [23]) { return 403; } add_header Auth-Status OK always; "
                                + route
                                + " add_header Auth-User u-$http_auth_user; add_header Auth-Pass $http_auth_pass; return 200; }");
            default ->
                lines.add("location / { proxy_pass http://127.0.0.1:" + stage.authPort()
                        + "; proxy_set_header X-Client $http_client_ip; proxy_read_timeout 1s; }");
        }
        return lines;
    }

    /** Starts one that knows our clients, more or less. */
    private int nameServer() throws IOException {
        FakeNameServer server = new FakeNameServer();
        nameServers.add(server);
        for (String client : List.of(
                "1.0.0.127.in-addr.arpa.",
                "1.2.0.192.in-addr.arpa.",
                "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa.",
                "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.")) {
            answer(
                    server,
                    "PTR " + client,
                    client + " 60 PTR "
                            + dice.one("client.example.", "Client.Example.", "other.example.", "o_d.example."));
            answer(
                    server,
                    "A client.example.",
                    "client.example. 60 A " + dice.one("127.0.0.1", "192.0.2.1", "10.0.0.1"));
            answer(server, "AAAA client.example.", "client.example. 60 AAAA " + dice.one("::1", "2001:db8::1"));
        }
        server.answer("A other.example.", "other.example. 60 CNAME client.example.", "client.example. 60 A 127.0.0.1");
        return server.endpoint().address() instanceof java.net.InetSocketAddress at ? at.getPort() : 0;
    }

    private void answer(FakeNameServer server, String question, String record) {
        switch (dice.below(12)) {
            case 0 -> server.fail(question, 2);
            case 1 -> server.fail(question, 5);
            case 2 -> server.silent(question);
            case 3 -> server.answer(question);
            case 4 -> server.fail(question, 3);
            default -> server.answer(question, record);
        }
    }
}
