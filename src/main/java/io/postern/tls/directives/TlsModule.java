package io.postern.tls.directives;

import static io.postern.directive.Arity.FLAG;
import static io.postern.directive.Arity.ONE;
import static io.postern.directive.Context.MAIL;
import static io.postern.directive.Context.MAIL_SERVER;

import io.postern.directive.Arity;
import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Cycle;
import io.postern.directive.Directive;
import io.postern.directive.Finding;
import io.postern.directive.Row;
import io.postern.directive.Severity;
import io.postern.directive.Table;
import io.postern.directive.Types;
import io.postern.lang.Origin;
import io.postern.settings.Module;
import io.postern.settings.Scope;
import io.postern.tls.Starttls;
import io.postern.tls.files.PasswordFile;
import io.postern.tls.files.Passwords;
import io.postern.tls.files.TicketFiles;
import io.postern.tls.files.TlsException;
import io.postern.tls.files.TlsObjects;
import io.postern.tls.model.SessionCache;
import io.postern.tls.model.TlsMaterial;
import io.postern.tls.model.TlsSettings;
import io.postern.tls.model.VerifyClient;
import io.postern.tls.openssl.TlsVersion;
import io.postern.tls.openssl.VerifyMode;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ssl_* directives of mail servers, and starttls (nginx's ngx_mail_ssl_module). */
public final class TlsModule implements Module<TlsSettings> {
    private static final Table TABLE = Table.of("ngx_mail_ssl_module");
    static final Row<Starttls> STARTTLS = TABLE.row(
            "starttls",
            ONE,
            Types.oneOf(Map.of("off", Starttls.OFF, "on", Starttls.ON, "only", Starttls.ONLY)),
            "off",
            "Whether clients may (on) or must (only) go to TLS with STLS or STARTTLS before they log in.",
            MAIL,
            MAIL_SERVER);
    static final Row<List<String>> CERTIFICATE = TABLE.optional(
            "ssl_certificate",
            ONE,
            Types.each(Types.STRING),
            "A PEM file with the server's certificate and its chain; several for several kinds of key.",
            MAIL,
            MAIL_SERVER);
    static final Row<List<String>> CERTIFICATE_KEY = TABLE.optional(
            "ssl_certificate_key",
            ONE,
            Types.each(Types.STRING),
            "A PEM file with the private key of the certificate in the same position.",
            MAIL,
            MAIL_SERVER);
    static final Row<List<byte[]>> PASSWORD_FILE = TABLE.optional(
            "ssl_password_file",
            ONE,
            PasswordFile::read,
            "A file with passwords for encrypted keys, one a line, tried in turn.",
            MAIL,
            MAIL_SERVER);
    static final Row<Boolean> COMPRESSION = TABLE.row(
            "ssl_certificate_compression",
            FLAG,
            Types.FLAG,
            "off",
            "Whether certificates are sent compressed to clients that can expand them (RFC 8879).",
            MAIL,
            MAIL_SERVER);
    static final Row<String> DHPARAM = TABLE.optional(
            "ssl_dhparam", ONE, Types.STRING, "A PEM file with parameters for DHE ciphers.", MAIL, MAIL_SERVER);
    static final Row<String> ECDH_CURVE = TABLE.row(
            "ssl_ecdh_curve", ONE, Types.STRING, "auto", "The groups of the key exchange.", MAIL, MAIL_SERVER);
    static final Row<Set<TlsVersion>> PROTOCOLS = TABLE.row(
            "ssl_protocols",
            Arity.ONE_OR_MORE,
            Types.bitmask(TlsVersion.WORDS),
            "TLSv1.2 TLSv1.3",
            "The protocol versions spoken.",
            MAIL,
            MAIL_SERVER);
    static final Row<String> CIPHERS = TABLE.row(
            "ssl_ciphers",
            ONE,
            Types.STRING,
            "HIGH:!aNULL:!MD5",
            "The cipher suites below TLSv1.3, as OpenSSL writes them.",
            MAIL,
            MAIL_SERVER);
    static final Row<Boolean> PREFER_SERVER_CIPHERS = TABLE.row(
            "ssl_prefer_server_ciphers",
            FLAG,
            Types.FLAG,
            "off",
            "Whether the server's order of cipher suites counts more than the client's.",
            MAIL,
            MAIL_SERVER);
    static final Row<SessionCache> SESSION_CACHE = TABLE.optional(
            "ssl_session_cache",
            Arity.ONE_OR_TWO,
            SessionCache.TYPE,
            "Where sessions are kept so that they can be resumed.",
            MAIL,
            MAIL_SERVER);
    static final Row<Boolean> SESSION_TICKETS = TABLE.row(
            "ssl_session_tickets",
            FLAG,
            Types.FLAG,
            "on",
            "Whether sessions can be resumed with tickets that the client keeps.",
            MAIL,
            MAIL_SERVER);
    static final Row<List<String>> SESSION_TICKET_KEY = TABLE.optional(
            "ssl_session_ticket_key",
            ONE,
            Types.each(Types.STRING),
            "A file with 48 or 80 random bytes that encrypts tickets; the first one does, the others only decrypt.",
            MAIL,
            MAIL_SERVER);
    static final Row<Duration> SESSION_TIMEOUT = TABLE.row(
            "ssl_session_timeout", ONE, Types.SEC, "5m", "How long a session can be resumed.", MAIL, MAIL_SERVER);
    static final Row<VerifyClient> VERIFY_CLIENT = TABLE.row(
            "ssl_verify_client",
            ONE,
            Types.oneOf(VerifyClient.WORDS),
            "off",
            "Whether clients are asked for a certificate, and whether they must have one.",
            MAIL,
            MAIL_SERVER);
    static final Row<Long> VERIFY_DEPTH = TABLE.row(
            "ssl_verify_depth",
            ONE,
            Types.NUMBER,
            "1",
            "How many authorities may stand between a client's certificate and a trusted one.",
            MAIL,
            MAIL_SERVER);
    static final Row<String> CLIENT_CERTIFICATE = TABLE.optional(
            "ssl_client_certificate",
            ONE,
            Types.STRING,
            "A PEM file with the authorities of client certificates; clients are sent their names.",
            MAIL,
            MAIL_SERVER);
    static final Row<String> TRUSTED_CERTIFICATE = TABLE.optional(
            "ssl_trusted_certificate",
            ONE,
            Types.STRING,
            "A PEM file with more such authorities; clients are not sent their names.",
            MAIL,
            MAIL_SERVER);
    static final Row<String> CRL =
            TABLE.optional("ssl_crl", ONE, Types.STRING, "A PEM file with revocation lists.", MAIL, MAIL_SERVER);
    static final Row<List<ConfCommand>> CONF_COMMAND = TABLE.optional(
            "ssl_conf_command",
            Arity.TWO,
            Types.each(args -> new ConfCommand(args.printed(1), args.printed(2))),
            "A setting in OpenSSL's own words.",
            MAIL,
            MAIL_SERVER);

    @Override
    public Table table() {
        return TABLE;
    }

    @Override
    public Class<TlsSettings> kind() {
        return TlsSettings.class;
    }

    @Override
    public TlsSettings read(Scope scope) {
        Starttls starttls = scope.get(STARTTLS);
        Origin listen = securedListen(scope.block());
        if (listen == null && starttls == Starttls.OFF) {
            return new TlsSettings(starttls, null);
        }
        Origin where = listen != null ? listen : scope.where(STARTTLS);
        String user = "the \"" + (listen != null ? "listen ... ssl" : "starttls") + "\" directive";
        Origin place = where == null ? scope.origin() : where;
        List<String> certificates = scope.find(CERTIFICATE);
        if (certificates == null) {
            throw Complaint.at(place, "no \"ssl_certificate\" is defined for " + user);
        }
        List<String> keys = scope.find(CERTIFICATE_KEY);
        if (keys == null) {
            throw Complaint.at(place, "no \"ssl_certificate_key\" is defined for " + user);
        }
        if (keys.size() < certificates.size()) {
            String last = certificates.get(certificates.size() - 1);
            boolean loaded = Loaded.of(scope.cycle()).lists.contains(certificates);
            throw Complaint.at(
                    place,
                    "no \"ssl_certificate_key\" is defined for certificate \""
                            + (loaded ? file(scope.cycle(), last, false) : last) + "\" and " + user);
        }
        try {
            return new TlsSettings(starttls, material(scope, certificates, keys));
        } catch (TlsException e) {
            throw Complaint.plain(String.valueOf(e.getMessage()));
        }
    }

    /** The last {@code listen … ssl} of a server; nginx names its line. */
    private static @Nullable Origin securedListen(Block server) {
        Origin last = null;
        for (Directive listen : server.all("listen")) {
            if (listen.arguments().stream().skip(1).anyMatch(word -> Types.cString(word)
                    .equals("ssl"))) {
                last = listen.origin();
            }
        }
        return last;
    }

    /** The lists of certificates that servers have loaded: nginx has put full names into them, which its messages show from then on. */
    private static final class Loaded {
        private final Set<List<String>> lists = Collections.newSetFromMap(new IdentityHashMap<>());

        static Loaded of(Cycle cycle) {
            return cycle.memo(Loaded.class, Loaded::new);
        }
    }

    /** nginx's order, so that the first error is nginx's. */
    private static TlsMaterial material(Scope scope, List<String> certificates, List<String> keys) throws TlsException {
        Cycle cycle = scope.cycle();
        boolean touches = cycle.touches();
        TlsObjects objects = TlsObjects.of(cycle);
        TlsBuilder tls = new TlsBuilder(objects);
        tls.protocols(scope.get(PROTOCOLS));
        tls.ciphers(scope.get(CIPHERS));
        tls.serverPrefers(scope.get(PREFER_SERVER_CIPHERS));
        VerifyClient verify = scope.get(VERIFY_CLIENT);
        if (touches) {
            Loaded.of(cycle).lists.add(certificates);
            Passwords passwords =
                    new Passwords(Objects.requireNonNullElse(scope.find(PASSWORD_FILE), List.of()), cycle);
            for (int i = 0; i < certificates.size(); i++) {
                String file = file(cycle, certificates.get(i), false);
                tls.certificate(file, objects.chain(file));
                String keyFile = file(cycle, keys.get(i), true);
                tls.key(keyFile, objects.key(keyFile, passwords));
            }
        }
        if (verify != VerifyClient.OFF) {
            tls.verifyModes(Set.of(VerifyMode.PEER));
            clients(scope, tls, verify);
        }
        if (touches && !text(scope, DHPARAM).isEmpty()) {
            tls.dhParameters(cycle.besideConf(text(scope, DHPARAM)));
        }
        String curves = Types.cString(scope.get(ECDH_CURVE));
        if (!curves.equals("auto")) {
            tls.groups(curves, "SSL_CTX_set1_curves_list(\"" + curves + "\") failed", "");
        }
        Block outer = scope.block().parent();
        SessionCache cache =
                SessionCache.merge(scope.here(SESSION_CACHE), outer == null ? null : outer.value(SESSION_CACHE));
        tls.tickets(scope.get(SESSION_TICKETS));
        List<String> ticketFiles = scope.find(SESSION_TICKET_KEY);
        List<byte[]> ticketKeys = ticketFiles == null || !touches ? List.of() : TicketFiles.read(ticketFiles, cycle);
        List<ConfCommand> commands = scope.find(CONF_COMMAND);
        if (commands != null && touches) {
            for (ConfCommand command : commands) {
                command.apply(tls, cycle);
            }
        }
        TlsMaterial material = tls.build(
                verify,
                scope.get(VERIFY_DEPTH).intValue(),
                cache,
                scope.get(SESSION_TIMEOUT).toSeconds(),
                ticketKeys,
                scope.get(COMPRESSION));
        for (String warning : tls.warnings(material)) {
            cycle.advise(new Finding(Severity.WARN, warning, null, false));
        }
        return material;
    }

    private static void clients(Scope scope, TlsBuilder tls, VerifyClient verify) throws TlsException {
        Cycle cycle = scope.cycle();
        TlsObjects objects = TlsObjects.of(cycle);
        String announced = text(scope, CLIENT_CERTIFICATE);
        String trusted = text(scope, TRUSTED_CERTIFICATE);
        if (verify != VerifyClient.OPTIONAL_NO_CA && announced.isEmpty() && trusted.isEmpty()) {
            throw new TlsException("no ssl_client_certificate or ssl_trusted_certificate for ssl_verify_client");
        }
        if (!cycle.touches()) {
            return;
        }
        if (!announced.isEmpty()) {
            tls.announce(objects.authorities(cycle.besideConf(announced)));
        }
        if (!trusted.isEmpty()) {
            tls.trust(objects.authorities(cycle.besideConf(trusted)));
        }
        if (!text(scope, CRL).isEmpty()) {
            tls.revoke(objects.revocations(cycle.besideConf(text(scope, CRL))));
        }
    }

    private static String text(Scope scope, Row<String> row) {
        String text = scope.find(row);
        return text == null ? "" : text;
    }

    /** A file beside nginx.conf, unless the name says that it is none; keys have two more ways than certificates. */
    static String file(Cycle cycle, String name, boolean key) {
        boolean none = name.startsWith("data:") || (key && (name.startsWith("engine:") || name.startsWith("store:")));
        return none ? name : cycle.besideConf(name);
    }
}
