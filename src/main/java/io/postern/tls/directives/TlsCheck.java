package io.postern.tls.directives;

import io.postern.directive.Args;
import io.postern.directive.Complaint;
import io.postern.directive.Cycle;
import io.postern.directive.Finding;
import io.postern.directive.Severity;
import io.postern.directive.Types;
import io.postern.directive.Url;
import io.postern.tls.Starttls;
import io.postern.tls.files.PasswordFile;
import io.postern.tls.files.Passwords;
import io.postern.tls.files.TicketFiles;
import io.postern.tls.files.TlsException;
import io.postern.tls.files.TlsFiles;
import io.postern.tls.files.TlsObjects;
import io.postern.tls.model.SessionCache;
import io.postern.tls.model.TlsMaterial;
import io.postern.tls.model.TlsSettings;
import io.postern.tls.model.VerifyClient;
import io.postern.tls.openssl.TlsVersion;
import io.postern.tls.openssl.VerifyMode;
import io.postern.tls.x509.CanonicalName;
import io.postern.tls.x509.Der;
import io.postern.tls.x509.KeyIdentifiers;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the ssl_* directives of a server outside mail{} are right: the steps of nginx's merge, each refused with its words. Reads
 * files, loads no engine.
 */
public final class TlsCheck {
    private static final String OCSP = "1.3.6.1.5.5.7.48.1";

    private final Cycle cycle;
    private final TlsObjects objects;
    /** NGX_MAX_CONF_ERRSTR. */
    private static final int LONGEST = 1024;

    private final TlsBuilder builder;
    private final List<Certificate> certificates = new ArrayList<>();
    private final List<X509Certificate> store = new ArrayList<>();

    private record Certificate(String name, List<X509Certificate> chain) {}

    public TlsCheck(Cycle cycle) {
        this.cycle = cycle;
        objects = TlsObjects.of(cycle);
        builder = new TlsBuilder(objects);
    }

    private interface Step {
        void run() throws TlsException;
    }

    private static void run(Step step) {
        try {
            step.run();
        } catch (TlsException e) {
            if (!e.isOurs()) {
                throw Complaint.plain(fitted(String.valueOf(e.getMessage())));
            }
        }
    }

    /** The message as ngx_ssl_error cuts it: it closes the bracket in any case. */
    private static String fitted(String text) {
        if (text.length() < LONGEST || !text.contains(" (SSL:")) {
            return text.substring(0, Math.min(text.length(), LONGEST - 1));
        }
        return text.substring(0, LONGEST - 1) + ')';
    }

    /** ssl_protocols: its words; none for the default. */
    public void protocols(Collection<String> words) {
        Set<TlsVersion> versions = EnumSet.noneOf(TlsVersion.class);
        for (String word : words.isEmpty() ? List.of("TLSv1.2", "TLSv1.3") : words) {
            TlsVersion version = TlsVersion.WORDS.get(word.toLowerCase(Locale.ROOT));
            if (version != null) {
                versions.add(version);
            }
        }
        builder.protocols(versions);
    }

    /** ssl_ciphers. */
    public void ciphers(String list) {
        run(() -> builder.ciphers(list));
    }

    /** ssl_certificate and ssl_certificate_key in pairs. */
    public void certificate(String name, String key, List<byte[]> passwords) {
        if (!cycle.touches()) {
            return;
        }
        run(() -> {
            String file = TlsModule.file(cycle, name, false);
            List<X509Certificate> chain = objects.chain(file);
            builder.certificate(file, chain);
            certificates.add(new Certificate(file, chain));
            String keyFile = TlsModule.file(cycle, key, true);
            builder.key(keyFile, objects.key(keyFile, new Passwords(passwords, cycle)));
        });
    }

    /** ssl_client_certificate or ssl_trusted_certificate; empty for none. */
    public void trust(String name) {
        if (cycle.touches() && !name.isEmpty()) {
            run(() -> {
                List<X509Certificate> authorities = objects.authorities(cycle.besideConf(name));
                store.addAll(authorities);
                builder.trust(authorities);
            });
        }
    }

    /** ssl_client_certificate, whose names clients are sent; empty for none. */
    public void announce(String name) {
        if (cycle.touches() && !name.isEmpty()) {
            run(() -> {
                List<X509Certificate> authorities = objects.authorities(cycle.besideConf(name));
                store.addAll(authorities);
                builder.announce(authorities);
            });
        }
    }

    /** ssl_crl; empty for none. */
    public void revocations(String name) {
        if (cycle.touches() && !name.isEmpty()) {
            run(() -> builder.revoke(objects.revocations(cycle.besideConf(name))));
        }
    }

    /** ssl_dhparam; empty for none. */
    public void dhParameters(String name) {
        if (cycle.touches() && !name.isEmpty()) {
            run(() -> builder.dhParameters(cycle.besideConf(name)));
        }
    }

    /** ssl_ech_file, which needs an OpenSSL newer than nginx has. */
    public void encryptedHellos(List<String> names) {
        if (!names.isEmpty()) {
            String words = "\"ssl_ech_file\" is not supported on this platform, ignored";
            cycle.report(new Finding(Severity.WARN, words, null, false));
        }
    }

    /** ssl_ecdh_curve. */
    public void curves(String words) {
        String list = Types.cString(words);
        if (!list.equals("auto")) {
            run(() -> builder.groups(list, "SSL_CTX_set1_curves_list(\"" + list + "\") failed", ""));
        }
    }

    /** ssl_session_ticket_key. */
    public void ticketKeys(List<String> names) {
        if (cycle.touches()) {
            TicketFiles.read(names, cycle);
        }
    }

    /** ssl_verify_client, ssl_prefer_server_ciphers and ssl_session_tickets; set before ssl_conf_command, which may change them. */
    public void flags(VerifyClient verify, boolean serverPrefers, boolean tickets) {
        if (verify != VerifyClient.OFF) {
            builder.verifyModes(Set.of(VerifyMode.PEER));
        }
        builder.serverPrefers(serverPrefers);
        builder.tickets(tickets);
    }

    /** One ssl_conf_command. */
    public void command(String name, String value) {
        if (cycle.touches()) {
            run(() -> new ConfCommand(name, value).apply(builder, cycle));
        }
    }

    /** ssl_stapling for each certificate (ngx_ssl_stapling): what it lacks is a warning. */
    public void staple(String file, String responder) {
        if (!cycle.touches()) {
            return;
        }
        for (Certificate certificate : certificates) {
            if (!file.isEmpty()) {
                run(() -> TlsFiles.checkOcspResponse(cycle.besideConf(file)));
            } else if (hasIssuer(certificate)) {
                checkResponder(certificate, responder);
            } else {
                ignore("issuer certificate not found for certificate \"" + certificate.name + '"');
            }
        }
    }

    private boolean hasIssuer(Certificate certificate) {
        X509Certificate own = certificate.chain.get(0);
        List<X509Certificate> candidates = new ArrayList<>(certificate.chain.subList(1, certificate.chain.size()));
        candidates.addAll(store);
        return candidates.stream().anyMatch(c -> issued(c, own));
    }

    /** X509_check_issued. */
    private static boolean issued(X509Certificate issuer, X509Certificate subject) {
        boolean[] usage = issuer.getKeyUsage();
        return CanonicalName.subject(issuer).equals(CanonicalName.issuer(subject))
                && KeyIdentifiers.mayIssue(issuer, subject)
                && (usage == null || usage[5]);
    }

    private void checkResponder(Certificate certificate, String responder) {
        String url = responder.isEmpty() ? ocspUrl(certificate.chain.get(0)) : responder;
        String where = " in the certificate \"" + certificate.name + '"';
        if (url == null) {
            ignore("no OCSP responder URL" + where);
            return;
        }
        if (url.length() <= 7 || !url.regionMatches(true, 0, "http://", 0, 7)) {
            ignore("invalid URL prefix in OCSP responder \"" + url + '"' + where);
            return;
        }
        try {
            Url.parse(url.substring(7), 80, Url.Option.URI_PART);
        } catch (Url.Malformed e) {
            ignore(e.words() + " in OCSP responder \"" + url.substring(7) + '"' + where);
        }
    }

    private void ignore(String why) {
        cycle.report(new Finding(Severity.WARN, "\"ssl_stapling\" ignored, " + why, null, false));
    }

    /** The certificate's own OCSP responder (its authorityInfoAccess, RFC 5280 4.2.2.1). */
    private static @Nullable String ocspUrl(X509Certificate certificate) {
        byte[] value = certificate.getExtensionValue("1.3.6.1.5.5.7.1.1");
        if (value == null) {
            return null;
        }
        try {
            for (Der access : Der.read(Der.read(value).body()).inside()) {
                List<Der> parts = access.inside();
                boolean ocsp =
                        parts.size() == 2 && Objects.equals(OCSP, parts.get(0).oid());
                if (ocsp && parts.get(1).tag() == 0x86) {
                    return new String(parts.get(1).body(), StandardCharsets.ISO_8859_1);
                }
            }
        } catch (Der.BadDer e) {
            return null;
        }
        return null;
    }

    /**
     * What is in force for a server that is served, beyond what is checked here.
     *
     * @param verify ssl_verify_client
     * @param depth ssl_verify_depth
     * @param ownCache the ssl_session_cache statements of the server, each without its name
     * @param outerCache those around it
     * @param seconds ssl_session_timeout
     * @param ticketKeys ssl_session_ticket_key
     */
    public record Rest(
            VerifyClient verify,
            int depth,
            List<List<String>> ownCache,
            List<List<String>> outerCache,
            long seconds,
            List<String> ticketKeys,
            boolean compression) {}

    /** The TLS of a server that is served; what its engine lacks is advice. */
    public TlsSettings settings(Rest rest) {
        List<byte[]> keys = cycle.touches() ? TicketFiles.read(rest.ticketKeys, cycle) : List.of();
        SessionCache cache = SessionCache.merge(SessionCache.of(rest.ownCache), SessionCache.of(rest.outerCache));
        TlsMaterial material = builder.build(rest.verify, rest.depth, cache, rest.seconds, keys, rest.compression);
        builder.warnings(material).forEach(w -> cycle.advise(new Finding(Severity.WARN, w, null, false)));
        return new TlsSettings(Starttls.OFF, material);
    }

    /** ssl_password_file: the passwords in it. */
    public static List<byte[]> passwords(Args args) {
        return PasswordFile.read(args);
    }

    /** ssl_session_cache of a module of nginx. */
    public static void sessionCache(Args args, String module) {
        SessionCache.check(args, module);
    }
}
