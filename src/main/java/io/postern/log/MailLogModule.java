package io.postern.log;

import io.postern.directive.Arity;
import io.postern.directive.Context;
import io.postern.directive.Row;
import io.postern.directive.Table;
import io.postern.settings.Module;
import io.postern.settings.Scope;
import java.util.List;

/** The logs of a mail server's sessions. */
public final class MailLogModule implements Module<MailLogModule.Settings> {
    /** The server's directives, else those of mail{}; empty where the process' own logs are meant. */
    public record Settings(List<LogSpec> logs) {}

    private static final Table TABLE = Table.of("ngx_mail_core_module");
    static final Row<List<LogSpec>> ERROR_LOG = TABLE.optional(
            "error_log",
            Arity.ONE_OR_MORE,
            LogSpec.TYPE,
            "Where lines about the sessions of this server go, and from which level on.",
            Context.MAIL,
            Context.MAIL_SERVER);

    @Override
    public Table table() {
        return TABLE;
    }

    @Override
    public Class<Settings> kind() {
        return Settings.class;
    }

    @Override
    public Settings read(Scope scope) {
        List<LogSpec> logs = scope.find(ERROR_LOG);
        return new Settings(logs == null ? List.of() : logs);
    }
}
