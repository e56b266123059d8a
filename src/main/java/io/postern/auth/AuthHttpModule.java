package io.postern.auth;

import io.postern.directive.Args;
import io.postern.directive.Arity;
import io.postern.directive.Complaint;
import io.postern.directive.Context;
import io.postern.directive.Endpoint;
import io.postern.directive.Row;
import io.postern.directive.Table;
import io.postern.directive.Type;
import io.postern.directive.Types;
import io.postern.directive.Url;
import io.postern.settings.Module;
import io.postern.settings.Scope;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** What may be configured of the HTTP auth server. */
public final class AuthHttpModule implements Module<AuthHttpSettings> {
    private static final Table TABLE = Table.of("ngx_mail_auth_http_module");
    private static final int HTTP_PORT = 80;

    static final Row<Url> AUTH_HTTP = TABLE.optional(
            "auth_http",
            Arity.ONE,
            Types.lastWins((Type<Url>) AuthHttpModule::url),
            "The HTTP server that is asked whether a client may log in, and where it is to be carried.",
            Context.MAIL,
            Context.MAIL_SERVER);

    static final Row<Duration> TIMEOUT = TABLE.row(
            "auth_http_timeout",
            Arity.ONE,
            Types.MSEC,
            "60s",
            "Longest time from connecting to the auth server to the end of its reply's header.",
            Context.MAIL,
            Context.MAIL_SERVER);

    static final Row<List<String>> HEADER = TABLE.row(
            "auth_http_header",
            Arity.TWO,
            new Headers(),
            "",
            "A header of one's own in requests to the auth server, such as a shared secret.",
            Context.MAIL,
            Context.MAIL_SERVER);

    static final Row<Boolean> PASS_CLIENT_CERT = TABLE.row(
            "auth_http_pass_client_cert",
            Arity.FLAG,
            Types.FLAG,
            "off",
            "Whether the auth server is sent the client's certificate itself, as PEM text.",
            Context.MAIL,
            Context.MAIL_SERVER);

    /** Not nginx's: its mail makes a connection for each question. */
    static final Row<Long> KEEPALIVE = TABLE.row(
            "auth_http_keepalive",
            Arity.ONE,
            Types.NUMBER,
            "0",
            "How many idle connections to the auth server each event loop keeps for further questions; nginx has none.",
            Context.MAIL,
            Context.MAIL_SERVER);

    @Override
    public Table table() {
        return TABLE;
    }

    @Override
    public Class<AuthHttpSettings> kind() {
        return AuthHttpSettings.class;
    }

    @Override
    public AuthHttpSettings read(Scope scope) {
        Url url = scope.find(AUTH_HTTP);
        if (url == null) {
            throw scope.complain("no \"auth_http\" is defined for server");
        }
        Endpoint server = url.first();
        if (server == null) {
            server = new Endpoint(
                    InetSocketAddress.createUnresolved(url.host(), url.port()), url.host() + ':' + url.port());
        }
        return new AuthHttpSettings(
                server,
                url.unix() ? "localhost" : url.host(),
                url.uri().isEmpty() ? "/" : url.uri(),
                scope.get(TIMEOUT).toMillis(),
                String.join("", scope.get(HEADER)),
                scope.get(PASS_CLIENT_CERT),
                scope.get(KEEPALIVE));
    }

    private static Url url(Args args) {
        String text = args.get(1);
        if (text.startsWith("http://")) {
            text = text.substring("http://".length());
        }
        try {
            return args.cycle().touches()
                    ? Url.parse(text, HTTP_PORT, Url.Option.URI_PART)
                    : Url.parse(text, HTTP_PORT, Url.Option.URI_PART, Url.Option.NO_RESOLVE);
        } catch (Url.Malformed e) {
            throw Complaint.here(e.words() + " in auth_http \"" + text + '"');
        }
    }

    /** Lines with their CR LF, one for each statement of a block. */
    private static final class Headers implements Type<List<String>> {
        private static final Type<List<String>> LINES = Types.each(args -> args.get(1) + ": " + args.get(2) + "\r\n");

        @Override
        public List<String> parse(Args args) {
            return args.count() == 0 ? List.of() : LINES.parse(args);
        }

        @Override
        public List<String> again(List<String> before, Args args) {
            return LINES.again(before, args);
        }
    }
}
