package io.postern.log;

import io.postern.directive.Arity;
import io.postern.directive.Context;
import io.postern.directive.Outputs;
import io.postern.directive.Row;
import io.postern.directive.Table;
import io.postern.settings.Module;
import io.postern.settings.Place;
import io.postern.settings.Scope;
import java.util.List;

/** The process' own logs. */
public final class MainLogModule implements Module<MainLogModule.Settings> {
    /**
     * What the logs of the process are.
     *
     * @param logs the directives of the main context, in order; empty where the default stands
     * @param stderr whether a log anywhere in the file is standard error, which then stays what it is
     */
    public record Settings(List<LogSpec> logs, boolean stderr) {}

    private static final Table TABLE = Table.of("ngx_log");
    static final Row<List<LogSpec>> ERROR_LOG = TABLE.optional(
            "error_log",
            Arity.ONE_OR_MORE,
            LogSpec.TYPE,
            "Where lines about the process and, unless a block has its own, about sessions go, and from which level on.",
            Context.MAIN);

    @Override
    public Table table() {
        return TABLE;
    }

    @Override
    public Class<Settings> kind() {
        return Settings.class;
    }

    @Override
    public Place place() {
        return Place.MAIN;
    }

    @Override
    public Settings read(Scope scope) {
        List<LogSpec> logs = scope.here(ERROR_LOG);
        return new Settings(
                logs == null ? List.of() : logs, Outputs.of(scope.cycle()).stderr());
    }
}
