package io.postern.imap;

import io.postern.directive.Arity;
import io.postern.directive.Context;
import io.postern.directive.Row;
import io.postern.directive.Table;
import io.postern.directive.Types;
import io.postern.sasl.Mechanism;
import io.postern.session.CommandBuffer;
import io.postern.settings.Module;
import io.postern.settings.Scope;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What may be configured of IMAP. */
public final class ImapModule implements Module<ImapSettings> {
    private static final Table TABLE = Table.of("ngx_mail_imap_module");

    static final Row<Long> CLIENT_BUFFER = TABLE.row(
            "imap_client_buffer",
            Arity.ONE,
            Types.SIZE,
            "4k",
            "Bytes of a client's commands held at most; a longer command ends the session.",
            Context.MAIL,
            Context.MAIL_SERVER);

    static final Row<List<String>> CAPABILITIES = TABLE.row(
            "imap_capabilities",
            Arity.ONE_OR_MORE,
            Types.joined(Types.WORDS),
            "IMAP4 IMAP4rev1 UIDPLUS",
            "What CAPABILITY announces before a login, besides AUTH= and STARTTLS; should be what the back ends can do.",
            Context.MAIL,
            Context.MAIL_SERVER);

    static final Row<Set<Mechanism>> AUTH = TABLE.row(
            "imap_auth",
            Arity.ONE_OR_MORE,
            Types.bitmask(Mechanism.named(Mechanism.PLAIN, Mechanism.LOGIN, Mechanism.CRAM_MD5, Mechanism.EXTERNAL)),
            "plain",
            "Ways to log in that are announced; cram-md5 and external must be named here to be taken.",
            Context.MAIL,
            Context.MAIL_SERVER);

    @Override
    public Table table() {
        return TABLE;
    }

    @Override
    public Class<ImapSettings> kind() {
        return ImapSettings.class;
    }

    @Override
    public ImapSettings read(Scope scope) {
        return new ImapSettings(
                CommandBuffer.size(scope.get(CLIENT_BUFFER)), scope.get(CAPABILITIES), EnumSet.copyOf(scope.get(AUTH)));
    }
}
