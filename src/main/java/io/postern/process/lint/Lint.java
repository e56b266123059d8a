package io.postern.process.lint;

import io.postern.directive.Block;
import io.postern.directive.Cycle;
import io.postern.directive.Directive;
import io.postern.directive.Finding;
import io.postern.directive.Units;
import io.postern.settings.Configuration;
import io.postern.settings.ServerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Goes through a configuration's mail servers, rule by rule. */
public final class Lint {
    private static final long HOUR = 3_600_000;
    private static final Set<String> AFTER_LOGIN =
            Set.of("CHUNKING", "BINARYMIME", "BURL", "ID", "ENABLE", "COMPRESS=DEFLATE", "ETRN", "LANGUAGE");
    private static final Set<String> WEAK = Set.of("SSLV2", "SSLV3", "TLSV1", "TLSV1.1");

    private final Cycle cycle;
    private final Set<String> without;
    private final List<Hit> hits = new ArrayList<>();

    private Lint(Cycle cycle, Set<String> without) {
        this.cycle = cycle;
        this.without = without;
    }

    /** All places where a rule applies, but for the rules left out. */
    public static List<Hit> of(Configuration configuration, Cycle cycle, Set<String> without) {
        Lint lint = new Lint(cycle, without);
        for (ServerSettings server : configuration.servers()) {
            lint.server(new ServerView(server.block()));
        }
        lint.whole(configuration.root());
        return lint.hits.stream().distinct().toList();
    }

    private void server(ServerView server) {
        encryption(server);
        capabilities(server);
        authHttp(server);
        proxyProtocol(server);
        protocols(server);
        if (server.words("smtp_auth").stream().anyMatch(w -> w.equalsIgnoreCase("none"))
                && server.protocol().equals("smtp")) {
            hit(Rule.OPEN_RELAY, server.last("smtp_auth"), "");
        }
        if (cycle.touches()) {
            for (Directive certificate : server.all("ssl_certificate")) {
                String note =
                        Expiry.note(cycle.besideConf(certificate.arguments().get(0)));
                if (!note.isEmpty()) {
                    hit(Rule.CERTIFICATE_EXPIRY, certificate, ": " + note);
                }
            }
        }
    }

    private void encryption(ServerView server) {
        Directive starttls = server.last("starttls");
        if (starttls != null
                && server.startsTls()
                && !starttls.arguments().get(0).equalsIgnoreCase("only")) {
            hit(Rule.STARTTLS_OPTIONAL, starttls, "");
        }
        for (Directive listen : server.block().all("listen")) {
            if (!server.startsTls() && !ServerView.isSsl(listen) && !ServerView.isLocal(listen)) {
                hit(Rule.PLAINTEXT_AUTH, listen, ": \"listen\" has no \"ssl\", and starttls is off");
            }
        }
    }

    private void capabilities(ServerView server) {
        String name = server.protocol() + "_capabilities";
        for (Directive directive : server.all(name)) {
            for (String word : directive.arguments()) {
                String first = word.toUpperCase(Locale.ROOT).split(" ", 2)[0];
                if (AFTER_LOGIN.contains(first)) {
                    hit(Rule.CAPABILITY, directive, ": " + first);
                }
            }
        }
    }

    private void authHttp(ServerView server) {
        Directive directive = server.last("auth_http");
        if (directive != null) {
            String url = directive.arguments().get(0).replaceFirst("^http://", "");
            boolean local = url.startsWith("127.")
                    || url.startsWith("localhost")
                    || url.startsWith("[::1]")
                    || url.startsWith("unix:");
            if (!local && !url.startsWith("https://")) {
                hit(Rule.AUTH_HTTP_CLEAR, directive, "");
            }
        }
        for (Directive header : server.all("auth_http_header")) {
            if (header.arguments().get(1).contains("$")) {
                hit(Rule.HEADER_VARIABLE, header, "");
            }
        }
    }

    private void proxyProtocol(ServerView server) {
        for (Directive listen : server.block().all("listen")) {
            if (listen.arguments().contains("proxy_protocol")
                    && server.all("set_real_ip_from").isEmpty()) {
                hit(Rule.PROXY_PROTOCOL_TRUST, listen, "");
            }
        }
    }

    private void protocols(ServerView server) {
        Directive directive = server.last("ssl_protocols");
        if (directive == null) {
            return;
        }
        Set<String> weak = new TreeSet<>();
        for (String word : directive.arguments()) {
            if (WEAK.contains(word.toUpperCase(Locale.ROOT))) {
                weak.add(word);
            }
        }
        if (!weak.isEmpty()) {
            hit(Rule.WEAK_PROTOCOL, directive, ": " + String.join(", ", weak));
        }
    }

    private void whole(Block root) {
        List<Directive> mail = root.all("mail");
        if (mail.isEmpty() || !root.all("worker_shutdown_timeout").isEmpty()) {
            return;
        }
        Block block = mail.get(0).block();
        List<Directive> timeout = block == null ? List.of() : block.all("proxy_timeout");
        long longest = timeout.isEmpty()
                ? 24 * HOUR
                : Units.milliseconds(timeout.get(0).arguments().get(0));
        if (longest >= HOUR) {
            hit(Rule.ENDLESS_RELOAD, mail.get(0), "");
        }
    }

    private void hit(Rule rule, @Nullable Directive where, String detail) {
        if (where != null && !without.contains(rule.code())) {
            hits.add(new Hit(
                    rule, new Finding(rule.severity(), rule.sentence() + detail, where.origin(), true, where.node())));
        }
    }
}
