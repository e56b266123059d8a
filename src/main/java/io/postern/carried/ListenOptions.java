package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Complaint;
import io.postern.directive.Finding;
import io.postern.directive.Severity;
import io.postern.directive.Units;

/** What stands behind the address of a listen in http{} or stream{} (ngx_http_listen_opt_t), as far as it is checked. */
final class ListenOptions {
    private final boolean stream;
    private boolean set;
    private boolean defaultServer;
    private boolean ssl;
    private boolean http2;
    private boolean quic;
    private boolean udp;
    private boolean proxyProtocol;
    private boolean backlog;
    private boolean fastopen;
    private boolean deferred;
    private boolean multipath;
    private boolean keepalive;

    private ListenOptions(boolean stream) {
        this.stream = stream;
    }

    /** The default listen of a server that has none. */
    static ListenOptions none() {
        return new ListenOptions(false);
    }

    static ListenOptions of(Args args, boolean stream) {
        ListenOptions options = new ListenOptions(stream);
        for (int i = 2; i <= args.count(); i++) {
            options.take(args, args.get(i), args.printed(i));
        }
        options.checkDatagram();
        return options;
    }

    /** Whether it has options that only one listen of an address may have. */
    boolean set() {
        return set;
    }

    boolean defaultServer() {
        return defaultServer;
    }

    boolean ssl() {
        return ssl;
    }

    boolean quic() {
        return quic;
    }

    boolean multipath() {
        return multipath;
    }

    boolean datagram() {
        return quic || udp;
    }

    /** nginx's bits of what is spoken on the address. */
    int protocols() {
        return (proxyProtocol ? 1 : 0) | (ssl ? 2 : 0) | (http2 ? 4 : 0);
    }

    private void take(Args args, String word, String printed) {
        switch (printed) {
            case "default_server" -> defaultServer = true;
            case "ssl" -> ssl = true;
            case "proxy_protocol" -> proxyProtocol = true;
            case "bind", "reuseport" -> set = true;
            case "deferred" -> set = deferred = true;
            case "multipath" -> set = multipath = true;
            default -> other(args, word, printed);
        }
    }

    private void other(Args args, String word, String printed) {
        if (!stream && printed.equals("default")) {
            defaultServer = true;
        } else if (!stream && printed.equals("http2")) {
            args.warn("the \"listen ... http2\" directive is deprecated, use the \"http2\" directive instead");
            http2 = true;
        } else if (!stream && printed.equals("quic")) {
            quic = true;
        } else if (stream && printed.equals("udp")) {
            udp = true;
        } else {
            socket(args, word, printed);
        }
    }

    private void socket(Args args, String word, String printed) {
        if (word.startsWith("fastopen=")) {
            fastopen = true;
            refuseIf((int) Units.number(word.substring(9)) == -1, "invalid fastopen \"" + word + '"');
        } else if (word.startsWith("backlog=")) {
            backlog = true;
            int queue = (int) Units.number(word.substring(8)); // nginx keeps it so
            refuseIf(queue == -1 || queue == 0, "invalid backlog \"" + word + '"');
        } else if (word.startsWith("rcvbuf=") || word.startsWith("sndbuf=")) {
            refuseIf((int) Units.size(word.substring(7)) == -1, "invalid " + word.substring(0, 6) + " \"" + word + '"');
        } else if (word.startsWith("accept_filter=")) {
            String text = "accept filters \"" + word + "\" are not supported on this platform, ignored";
            args.cycle().report(new Finding(Severity.EMERG, text, args.origin(), true, null, Finding.Effect.IGNORED));
            return;
        } else if (word.startsWith("ipv6only=o")) {
            boolean right = printed.equals("ipv6only=on") || printed.equals("ipv6only=off");
            refuseIf(!right, "invalid ipv6only flags \"" + printed.substring(9) + '"');
        } else if (word.startsWith("so_keepalive=")) {
            keepalive = true;
            refuseIf(!keepalives(word.substring(13)), "invalid so_keepalive value: \"" + printed.substring(13) + '"');
        } else {
            throw Complaint.here("invalid parameter \"" + word + '"');
        }
        set = true;
    }

    private static boolean keepalives(String value) {
        if (value.equals("on") || value.equals("off")) {
            return true;
        }
        String[] parts = value.split(":", 3);
        int idle = (int) (parts[0].isEmpty() ? 0 : Units.seconds(parts[0]));
        int interval = (int) (parts.length < 2 || parts[1].isEmpty() ? 0 : Units.seconds(parts[1]));
        int count = (int) (parts.length < 3 || parts[2].isEmpty() ? 0 : Units.number(parts[2]));
        boolean none = idle == 0 && interval == 0 && count == 0;
        return idle != -1 && interval != -1 && count != -1 && !none;
    }

    private void checkDatagram() {
        if (datagram()) {
            String what = "\" parameter is incompatible with \"" + (quic ? "quic" : "udp") + '"';
            refuseDirectiveIf(fastopen, "\"fastopen" + what);
            refuseDirectiveIf(backlog, "\"backlog" + what);
            refuseDirectiveIf(deferred, "\"deferred" + what);
            refuseDirectiveIf(multipath, "\"multipath" + what);
            refuseDirectiveIf(ssl, "\"ssl" + what);
            refuseDirectiveIf(http2, "\"http2" + what);
            refuseDirectiveIf(keepalive, "\"so_keepalive" + what);
            refuseDirectiveIf(proxyProtocol, "\"proxy_protocol" + what);
        }
    }

    private static void refuseIf(boolean wrong, String words) {
        if (wrong) {
            throw Complaint.here(words);
        }
    }

    private static void refuseDirectiveIf(boolean wrong, String words) {
        if (wrong) {
            throw Complaint.directive(words);
        }
    }
}
