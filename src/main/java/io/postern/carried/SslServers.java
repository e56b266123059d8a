package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Cycle;
import io.postern.directive.Directive;
import io.postern.directive.Types;
import io.postern.directive.Units;
import io.postern.directive.Url;
import io.postern.directive.Zones;
import io.postern.tls.directives.TlsCheck;
import io.postern.tls.model.TlsSettings;
import io.postern.tls.model.VerifyClient;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The ssl_* directives of servers in http{} and stream{} (ngx_http_ssl_module, ngx_stream_ssl_module). */
public final class SslServers {
    private static final long SMALLEST = 8 * 4096;
    private static final int LONGEST_PROTOCOL = 255;

    private SslServers() {}

    static @Nullable Setter of(String name) {
        return switch (name) {
            case "ssl_certificate_cache" -> Setter.once(Caches::certificates);
            case "ssl_password_file" -> Setter.once(Secrets::passwordFile);
            case "ssl_session_cache" ->
                args -> TlsCheck.sessionCache(args, Realm.of(args).module("ssl"));
            case "ssl_ocsp_cache" -> Setter.once(SslServers::ocspCache);
            case "ssl_alpn", "proxy_ssl_alpn" -> Setter.once(SslServers::alpn);
            default -> null;
        };
    }

    /** ssl_engine: there are no engines here, as there are none beside a usual OpenSSL. */
    static void engine(Args args) {
        String name = args.printed(1);
        if (args.cycle().touches() && !name.equals("dynamic")) {
            throw Complaint.plain("ENGINE_by_id(\"" + args.get(1)
                    + "\") failed (SSL: error:13000074:engine routines::no such engine:id=" + name + ')');
        }
    }

    private static void alpn(Args args) {
        for (int i = 1; i <= args.count(); i++) {
            HttpCore.refuseDirectiveIf(args.get(i).length() > LONGEST_PROTOCOL, "protocol too long");
        }
    }

    private static void ocspCache(Args args) {
        String word = args.get(1);
        if (args.printed(1).equals("off")) {
            return;
        }
        int colon = word.startsWith("shared:") ? word.indexOf(':', 7) : -1;
        long size = colon <= 7 ? -1 : Units.size(word.substring(colon + 1));
        HttpCore.refuseIf(size < 0, "invalid OCSP cache \"" + word + '"');
        HttpCore.refuseIf(size < SMALLEST, "OCSP cache \"" + word + "\" is too small");
        Zones.of(args.cycle())
                .named(word.substring(7, colon), size, Realm.of(args).module("ssl") + " ocsp");
    }

    /** The merge of one server. */
    static void merge(Realm realm, Block server) {
        List<String> certificates = words(server, "ssl_certificate");
        List<String> keys = words(server, "ssl_certificate_key");
        if (!certificates.isEmpty() && keys.size() < certificates.size()) {
            throw Complaint.plain("no \"ssl_certificate_key\" is defined for certificate \""
                    + certificates.get(certificates.size() - 1) + '"');
        }
        if (certificates.isEmpty() && !Numbers.on(server, "ssl_reject_handshake")) {
            return;
        }
        TlsCheck check = new TlsCheck(realm.cycle());
        protocols(server, check);
        boolean varies = varies(certificates) || varies(keys.subList(0, certificates.size()));
        for (int i = 0; i < certificates.size(); i++) {
            if (varies) {
                Script.compile(realm, certificates.get(i));
                Script.compile(realm, keys.get(i));
            } else {
                check.certificate(certificates.get(i), keys.get(i), Secrets.of(server));
            }
        }
        clients(server, check);
        exchange(server, check);
        check.ticketKeys(words(server, "ssl_session_ticket_key"));
        if (Numbers.on(server, "ssl_stapling")) {
            if (Numbers.on(server, "ssl_certificate_compression")) {
                throw Complaint.plain("\"ssl_stapling\" is incompatible with \"ssl_certificate_compression\"");
            }
            check.staple(
                    Numbers.word(server, "ssl_stapling_file", ""), Numbers.word(server, "ssl_stapling_responder", ""));
        }
        commands(server, "ssl_conf_command", check);
    }

    private static void exchange(Block server, TlsCheck check) {
        check.dhParameters(Numbers.word(server, "ssl_dhparam", ""));
        check.encryptedHellos(words(server, "ssl_ech_file"));
        check.curves(Numbers.word(server, "ssl_ecdh_curve", "auto"));
    }

    /**
     * The TLS of a server that is served.
     *
     * @return null where it has no certificate, or one whose name holds variables
     * @throws Complaint in the words of {@link #merge}
     */
    public static @Nullable TlsSettings settings(Cycle cycle, Block server) {
        List<String> certificates = words(server, "ssl_certificate");
        List<String> keys = words(server, "ssl_certificate_key");
        if (certificates.isEmpty() || keys.size() < certificates.size() || varies(certificates) || varies(keys)) {
            return null;
        }
        TlsCheck check = new TlsCheck(cycle);
        protocols(server, check);
        for (int i = 0; i < certificates.size(); i++) {
            check.certificate(certificates.get(i), keys.get(i), Secrets.of(server));
        }
        clients(server, check);
        exchange(server, check);
        check.flags(
                verify(server),
                Numbers.on(server, "ssl_prefer_server_ciphers"),
                !Numbers.word(server, "ssl_session_tickets", "on").equalsIgnoreCase("off"));
        commands(server, "ssl_conf_command", check);
        return check.settings(new TlsCheck.Rest(
                verify(server),
                (int) Numbers.of(server, "ssl_verify_depth", 1),
                caches(server),
                server.parent() == null ? List.of() : caches(server.parent()),
                Math.max(0, Units.seconds(Numbers.word(server, "ssl_session_timeout", "5m"))),
                words(server, "ssl_session_ticket_key"),
                Numbers.on(server, "ssl_certificate_compression")));
    }

    /** What a server asks of TLS that cannot be had where it is served; null for nothing. */
    public static @Nullable String lacking(Block server) {
        if (varies(words(server, "ssl_certificate")) || varies(words(server, "ssl_certificate_key"))) {
            return "\"ssl_certificate\" with variables";
        }
        boolean asks =
                !Numbers.word(server, "ssl_ocsp", "off").equalsIgnoreCase("off") && verify(server) != VerifyClient.OFF;
        return asks ? "\"ssl_ocsp\"" : null;
    }

    /** ssl_verify_client. */
    public static VerifyClient verify(Block server) {
        String word = Numbers.word(server, "ssl_verify_client", "off").toLowerCase(Locale.ROOT);
        return VerifyClient.WORDS.getOrDefault(word, VerifyClient.OFF);
    }

    /** ssl_reject_handshake. */
    public static boolean rejects(Block server) {
        return Numbers.on(server, "ssl_reject_handshake");
    }

    private static List<List<String>> caches(Block block) {
        return block.all("ssl_session_cache").stream().map(Directive::arguments).toList();
    }

    private static boolean varies(List<String> names) {
        return names.stream().anyMatch(n -> n.indexOf('$') >= 0);
    }

    private static void protocols(Block server, TlsCheck check) {
        check.protocols(Numbers.allInForce(server, "ssl_protocols").stream()
                .flatMap(d -> d.arguments().stream())
                .toList());
        check.ciphers(Numbers.word(server, "ssl_ciphers", "HIGH:!aNULL:!MD5"));
    }

    private static void clients(Block server, TlsCheck check) {
        String verify = Numbers.word(server, "ssl_verify_client", "off").toLowerCase(Locale.ROOT);
        String client = Numbers.word(server, "ssl_client_certificate", "");
        String trusted = Numbers.word(server, "ssl_trusted_certificate", "");
        boolean any = verify.equals("optional_no_ca");
        if (!verify.equals("off")) {
            if (!any && client.isEmpty() && trusted.isEmpty()) {
                throw Complaint.plain("no ssl_client_certificate or ssl_trusted_certificate for ssl_verify_client");
            }
            check.announce(client);
        }
        check.trust(trusted);
        check.revocations(Numbers.word(server, "ssl_crl", ""));
        if (!Numbers.word(server, "ssl_ocsp", "off").equalsIgnoreCase("off")) {
            if (any) {
                throw Complaint.plain("\"ssl_ocsp\" is incompatible with \"ssl_verify_client optional_no_ca\"");
            }
            ocspResponder(Numbers.word(server, "ssl_ocsp_responder", ""));
        }
    }

    private static void ocspResponder(String url) {
        if (url.isEmpty()) {
            return;
        }
        String where = " in OCSP responder \"" + url + "\" in \"ssl_ocsp_responder\"";
        if (url.length() <= 7 || !url.regionMatches(true, 0, "http://", 0, 7)) {
            throw Complaint.plain("invalid URL prefix" + where);
        }
        try {
            Url.parse(url.substring(7), 80, Url.Option.URI_PART);
        } catch (Url.Malformed e) {
            throw Complaint.plain(e.words() + where.replace(url, url.substring(7)));
        }
    }

    static void commands(Block block, String name, TlsCheck check) {
        for (Directive command : Numbers.allInForce(block, name)) {
            check.command(command.arguments().get(0), command.arguments().get(1));
        }
    }

    /** The first arguments of all statements in force. */
    static List<String> words(Block block, String name) {
        return Numbers.allInForce(block, name).stream()
                .map(d -> d.arguments().get(0))
                .toList();
    }

    /** After all merges: who listens with TLS has a certificate (ngx_http_ssl_init). */
    static void check(Realm realm) {
        for (Ports.Spoken spoken : realm.ports().spoken()) {
            if (!spoken.ssl() && !spoken.quic()) {
                continue;
            }
            String name = spoken.quic() ? "quic" : "ssl";
            Block first = spoken.defaultServer();
            if (hasCertificate(first)) {
                if (spoken.quic() && !speaksTls13(first)) {
                    throw Complaint.plain(
                            "\"ssl_protocols\" must enable TLSv1.3 for the \"listen ... quic\" directive in "
                                    + first.origin());
                }
                continue;
            }
            if (!Numbers.on(first, "ssl_reject_handshake")) {
                throw missing(name, first);
            }
            for (Block server : spoken.servers()) {
                if (!hasCertificate(server) && !Numbers.on(server, "ssl_reject_handshake")) {
                    throw missing(name, server);
                }
            }
        }
    }

    private static Complaint missing(String name, Block server) {
        return Complaint.plain("no \"ssl_certificate\" is defined for the \"listen ... " + name + "\" directive in "
                + server.origin());
    }

    private static boolean hasCertificate(Block server) {
        return Numbers.inForce(server, "ssl_certificate") != null;
    }

    private static boolean speaksTls13(Block server) {
        List<Directive> all = Numbers.allInForce(server, "ssl_protocols");
        return all.isEmpty()
                || all.stream().flatMap(d -> d.arguments().stream()).anyMatch(w -> Types.cString(w)
                        .equalsIgnoreCase("TLSv1.3"));
    }
}
