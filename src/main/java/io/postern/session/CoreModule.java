package io.postern.session;

import io.postern.directive.Args;
import io.postern.directive.Arity;
import io.postern.directive.Complaint;
import io.postern.directive.Context;
import io.postern.directive.HostName;
import io.postern.directive.Row;
import io.postern.directive.Table;
import io.postern.directive.Type;
import io.postern.directive.Types;
import io.postern.settings.Module;
import io.postern.settings.Scope;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** What may be configured of every mail server (ngx_mail_core_module; its error_log and resolver stand elsewhere). */
public final class CoreModule implements Module<CoreSettings> {
    private static final Table TABLE = Table.of("ngx_mail_core_module");

    static final Row<ListenType.Listens> LISTEN = TABLE.optional(
            "listen",
            Arity.ONE_OR_MORE,
            new ListenType(),
            "Address and port, or unix:path, on which clients are served, and how its socket is made.",
            Context.MAIL_SERVER);

    static final Row<String> PROTOCOL = TABLE.optional(
            "protocol",
            Arity.ONE,
            new ProtocolType(),
            "What is spoken here: imap, pop3 or smtp; not needed where a well-known port says it.",
            Context.MAIL_SERVER);

    static final Row<Duration> TIMEOUT = TABLE.row(
            "timeout",
            Arity.ONE,
            Types.MSEC,
            "60s",
            "How long a client may take to log in, and a back end to let it in.",
            Context.MAIL,
            Context.MAIL_SERVER);

    static final Row<String> SERVER_NAME = TABLE.optional(
            "server_name",
            Arity.ONE,
            Types.STRING,
            "The name we go by in greetings, challenges and towards SMTP back ends; the machine's own if not given.",
            Context.MAIL,
            Context.MAIL_SERVER);

    static final Row<Long> MAX_ERRORS = TABLE.row(
            "max_errors",
            Arity.ONE,
            Types.NUMBER,
            "5",
            "Invalid commands after which a client is sent away.",
            Context.MAIL,
            Context.MAIL_SERVER);

    @Override
    public Table table() {
        return TABLE;
    }

    @Override
    public Class<CoreSettings> kind() {
        return CoreSettings.class;
    }

    @Override
    public CoreSettings read(Scope scope) {
        ListenType.Listens listens = scope.find(LISTEN);
        if (listens == null) {
            throw scope.complain("no \"listen\" is defined for server");
        }
        String named = scope.find(PROTOCOL);
        String protocol = named == null ? listens.protocol() : named;
        if (protocol == null) {
            throw scope.complain("unknown mail protocol for server");
        }
        String name = scope.find(SERVER_NAME);
        return new CoreSettings(
                listens.all(),
                protocol,
                scope.get(TIMEOUT).toMillis(),
                (int) Math.min(scope.get(MAX_ERRORS), Integer.MAX_VALUE),
                name == null || name.isEmpty() ? HostName.own() : name,
                listens.ssl());
    }

    /** A protocol's name; the last one counts. */
    private static final class ProtocolType implements Type<String> {
        @Override
        public String parse(Args args) {
            Protocols given = args.cycle().given(Protocols.class);
            if (!(given == null ? Protocols.NGINX : given).knows(args.printed(1))) {
                throw Complaint.here("unknown protocol \"" + args.get(1) + '"');
            }
            return args.printed(1);
        }

        @Override
        public String again(String before, Args args) {
            return parse(args);
        }

        @Override
        public Collection<String> words() {
            return List.of("imap", "pop3", "smtp");
        }
    }
}
