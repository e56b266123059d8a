package io.postern.side;

import java.util.ArrayList;
import java.util.List;

/** Server blocks as people might write them. */
final class DoorDice {
    private final Dice dice;

    DoorDice(Dice dice) {
        this.dice = dice;
    }

    Door door(int number, int port, int authPort) {
        String protocol = dice.one("imap", "pop3", "smtp");
        List<String> extra = new ArrayList<>();
        maybe(extra, 35, protocol + "_auth " + mechanisms(protocol) + ";");
        maybe(extra, 20, protocol + "_capabilities " + dice.one("A", "\"X Y\" Z", "SIZE PIPELINING") + ";");
        maybe(extra, 40, "proxy_pass_error_message on;");
        maybe(extra, 30, "max_errors " + dice.one("1", "2", "20") + ";");
        maybe(extra, 25, "proxy_buffer " + dice.one("64", "256", "1k") + ";");
        maybe(extra, 10, "proxy_protocol on;");
        maybe(extra, 15, "auth_http_header X-Key \"" + dice.one("secret", "two words") + "\";");
        if (!protocol.equals("pop3")) {
            maybe(extra, 30, protocol + "_client_buffer " + dice.one("64", "128", "300") + ";");
        }
        if (protocol.equals("smtp")) {
            maybe(extra, 40, "xclient off;");
            maybe(extra, 30, "proxy_smtp_auth on;");
        }
        boolean proxied = dice.percent(15);
        if (proxied) {
            maybe(extra, 70, "set_real_ip_from 127.0.0.1;");
        }
        return new Door("door" + number, protocol, port, authPort, proxied ? "proxy_protocol" : "", extra);
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
}
