package io.postern.process.lint;

import io.postern.directive.Block;
import io.postern.directive.Cycle;
import io.postern.directive.Directive;
import io.postern.directive.Finding;
import io.postern.directive.Units;
import io.postern.lang.Node;
import io.postern.lang.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Goes through a configuration, rule by rule; of one that has errors, through what was read of it. */
public final class Lint {
    private static final long HOUR = 3_600_000;
    private static final Comparator<Hit> BY_PLACE = Comparator.comparing(Hit::file)
            .thenComparingInt(hit -> hit.start().line())
            .thenComparingInt(hit -> hit.start().column());

    private final Cycle cycle;
    private final Set<String> without;
    private final List<Hit> hits = new ArrayList<>();

    private Lint(Cycle cycle, Set<String> without) {
        this.cycle = cycle;
        this.without = without;
    }

    /** All places where a rule applies, but for the rules left out, in the order of the text. */
    public static List<Hit> of(Block root, Cycle cycle, Set<String> without) {
        Lint lint = new Lint(cycle, without);
        lint.whole(root);
        return lint.hits.stream().distinct().sorted(BY_PLACE).toList();
    }

    private void whole(Block root) {
        for (Finding finding : cycle.findings()) {
            Node node = finding.node();
            if (node != null && node.name().equals("ssl") && finding.text().startsWith("unknown directive ")) {
                hit(Rule.OBSOLETE_SSL, node, "");
            }
        }
        for (Directive directive : root.all("mail")) {
            Block mail = directive.block();
            if (mail == null) {
                continue;
            }
            mail(mail);
            if (root.all("worker_shutdown_timeout").isEmpty() && longest(mail) >= HOUR) {
                hit(Rule.ENDLESS_RELOAD, directive, "");
            }
        }
    }

    private void mail(Block mail) {
        mail.all("proxy").forEach(proxy -> hit(Rule.OBSOLETE_PROXY, proxy, ""));
        for (Directive directive : mail.all("server")) {
            Block server = directive.block();
            if (server != null) {
                server.all("proxy").forEach(proxy -> hit(Rule.OBSOLETE_PROXY, proxy, ""));
                server(new ServerView(server));
            }
        }
    }

    /** The longest silence that any session may keep, in milliseconds. */
    private static long longest(Block mail) {
        long longest = 0;
        for (Directive server : mail.all("server")) {
            Block block = server.block();
            String timeout = block == null ? "" : new ServerView(block).value("proxy_timeout", "24h");
            longest = Math.max(longest, Units.milliseconds(timeout));
        }
        return longest;
    }

    private void server(ServerView server) {
        encryption(server);
        announcements(server);
        authHttp(server);
        proxyProtocol(server);
        if (server.encrypts()) {
            Weak.protocols(server.last("ssl_protocols"), this::hit);
            Weak.ciphers(server.last("ssl_ciphers"), this::hit);
        }
        if (server.takesNoLogin()) {
            hit(Rule.OPEN_RELAY, server.last("smtp_auth"), "");
        }
        for (Directive auth : server.all(server.protocol() + "_auth")) {
            if (auth.arguments().stream()
                    .anyMatch(word -> word.equalsIgnoreCase("cram-md5") || word.equalsIgnoreCase("apop"))) {
                hit(Rule.STORED_PASSWORDS, auth, "");
            }
        }
        if (cycle.touches() && server.encrypts()) {
            certificates(server);
        }
    }

    private void certificates(ServerView server) {
        boolean rsa = true;
        Directive last = null;
        for (Directive certificate : server.all("ssl_certificate")) {
            Expiry expiry = Expiry.of(cycle.besideConf(certificate.arguments().get(0)));
            if (expiry == null) {
                return;
            }
            String note = expiry.note(Instant.now());
            if (!note.isEmpty()) {
                hit(Rule.CERTIFICATE_EXPIRY, certificate, ": " + note);
            }
            rsa &= expiry.rsa();
            last = certificate;
        }
        if (rsa) {
            hit(Rule.RSA_ONLY, last, "");
        }
    }

    private void encryption(ServerView server) {
        if (server.onlySends()) {
            return;
        }
        Directive starttls = server.last("starttls");
        List<Directive> clear = server.block().all("listen").stream()
                .filter(listen -> !ServerView.isSsl(listen) && !ServerView.isLocal(listen))
                .toList();
        if (!server.startsTls()) {
            clear.forEach(
                    listen -> hit(Rule.PLAINTEXT_AUTH, listen, ": \"listen\" has no \"ssl\", and starttls is off"));
        } else if (starttls != null
                && !clear.isEmpty()
                && !starttls.arguments().get(0).equalsIgnoreCase("only")) {
            hit(Rule.STARTTLS_OPTIONAL, starttls, "");
        }
    }

    private void announcements(ServerView server) {
        for (Directive directive : server.all(server.protocol() + "_capabilities")) {
            for (String word : directive.arguments()) {
                if (Announced.isWrong(word, server)) {
                    hit(Rule.CAPABILITY, directive, ": " + word.split(" ", 2)[0].toUpperCase(Locale.ROOT));
                }
            }
        }
    }

    private void authHttp(ServerView server) {
        Directive directive = server.last("auth_http");
        List<Directive> headers = server.all("auth_http_header");
        if (directive != null) {
            String url = directive.arguments().get(0).replaceFirst("^http://", "");
            if (!ServerView.isLocal(url)) {
                hit(Rule.AUTH_HTTP_CLEAR, directive, "");
                if (headers.isEmpty()) {
                    hit(Rule.AUTH_HTTP_NO_SECRET, directive, "");
                }
            }
        }
        for (Directive header : headers) {
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

    private void hit(Rule rule, @Nullable Directive where, String detail) {
        if (where != null) {
            hit(rule, where.node(), detail);
        }
    }

    private void hit(Rule rule, Node node, String detail) {
        if (!without.contains(rule.code())) {
            Origin origin = node.origin();
            hits.add(new Hit(rule, new Finding(rule.severity(), rule.sentence() + detail, origin, true, node)));
        }
    }

    /** Where the rules of other classes put what they found. */
    interface Hits {
        void add(Rule rule, @Nullable Directive where, String detail);
    }
}
