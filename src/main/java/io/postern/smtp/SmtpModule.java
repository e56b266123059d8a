package io.postern.smtp;

import io.postern.directive.Arity;
import io.postern.directive.Context;
import io.postern.directive.Row;
import io.postern.directive.Table;
import io.postern.directive.Types;
import io.postern.sasl.Mechanism;
import io.postern.session.CommandBuffer;
import io.postern.settings.Module;
import io.postern.settings.Scope;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What may be configured of SMTP. */
public final class SmtpModule implements Module<SmtpSettings> {
    private static final Table TABLE = Table.of("ngx_mail_smtp_module");

    static final Row<Long> CLIENT_BUFFER = TABLE.row(
            "smtp_client_buffer",
            Arity.ONE,
            Types.SIZE,
            "4k",
            "Bytes of a client's commands held at most; a longer command ends the session.",
            Context.MAIL,
            Context.MAIL_SERVER);

    static final Row<Duration> GREETING_DELAY = TABLE.row(
            "smtp_greeting_delay",
            Arity.ONE,
            Types.MSEC,
            "0",
            "How long a client must keep silent before it is greeted; one that speaks earlier is turned away.",
            Context.MAIL,
            Context.MAIL_SERVER);

    static final Row<List<String>> CAPABILITIES = TABLE.row(
            "smtp_capabilities",
            Arity.ONE_OR_MORE,
            Types.joined(Types.WORDS),
            "",
            "What the answer to EHLO announces, besides AUTH and STARTTLS; should be what the back ends can do.",
            Context.MAIL,
            Context.MAIL_SERVER);

    static final Row<Set<Mechanism>> AUTH = TABLE.row(
            "smtp_auth",
            Arity.ONE_OR_MORE,
            Types.bitmask(Mechanism.named(
                    Mechanism.PLAIN, Mechanism.LOGIN, Mechanism.CRAM_MD5, Mechanism.EXTERNAL, Mechanism.NONE)),
            "plain login",
            "Ways to log in that are announced; cram-md5 and external must be named here to be taken, none lets clients"
                    + " send without a login.",
            Context.MAIL,
            Context.MAIL_SERVER);

    @Override
    public Table table() {
        return TABLE;
    }

    @Override
    public Class<SmtpSettings> kind() {
        return SmtpSettings.class;
    }

    @Override
    public SmtpSettings read(Scope scope) {
        return new SmtpSettings(
                CommandBuffer.size(scope.get(CLIENT_BUFFER)),
                scope.get(GREETING_DELAY).toMillis(),
                scope.get(CAPABILITIES),
                EnumSet.copyOf(scope.get(AUTH)));
    }
}
