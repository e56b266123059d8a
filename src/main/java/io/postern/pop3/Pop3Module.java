package io.postern.pop3;

import io.postern.directive.Arity;
import io.postern.directive.Context;
import io.postern.directive.Row;
import io.postern.directive.Table;
import io.postern.directive.Types;
import io.postern.sasl.Mechanism;
import io.postern.settings.Module;
import io.postern.settings.Scope;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What may be configured of POP3. */
public final class Pop3Module implements Module<Pop3Settings> {
    private static final Table TABLE = Table.of("ngx_mail_pop3_module");

    static final Row<List<String>> CAPABILITIES = TABLE.row(
            "pop3_capabilities",
            Arity.ONE_OR_MORE,
            Types.joined(Types.WORDS),
            "TOP USER UIDL",
            "What CAPA announces, besides SASL and STLS; should be what the back ends can do.",
            Context.MAIL,
            Context.MAIL_SERVER);

    static final Row<Set<Mechanism>> AUTH = TABLE.row(
            "pop3_auth",
            Arity.ONE_OR_MORE,
            Types.bitmask(Mechanism.named(Mechanism.PLAIN, Mechanism.APOP, Mechanism.CRAM_MD5, Mechanism.EXTERNAL)),
            "plain",
            "Ways to log in that are announced; apop, cram-md5 and external must be named here to be taken.",
            Context.MAIL,
            Context.MAIL_SERVER);

    @Override
    public Table table() {
        return TABLE;
    }

    @Override
    public Class<Pop3Settings> kind() {
        return Pop3Settings.class;
    }

    @Override
    public Pop3Settings read(Scope scope) {
        return new Pop3Settings(scope.get(CAPABILITIES), EnumSet.copyOf(scope.get(AUTH)));
    }
}
