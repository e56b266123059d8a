package io.postern.http.compile;

import io.postern.directive.Arity;
import io.postern.directive.Context;
import io.postern.directive.Row;
import io.postern.directive.Table;
import io.postern.directive.Types;
import io.postern.log.LogSpec;
import java.util.List;

/** The directives of http{} that are not carried as data: our own, and those whose values another room reads. */
public final class HttpRows {
    public static final Table TABLE = Table.of("postern_http_module");

    public static final Row<Boolean> SERVE = TABLE.optional(
            "http_serve",
            Arity.FLAG,
            Types.FLAG,
            "Whether http{} (or one server of it) is answered here; without it those servers are that mail{} needs.",
            Context.HTTP,
            Context.SERVER);

    static final Row<List<LogSpec>> ERROR_LOG = TABLE.optional(
            "error_log",
            Arity.ONE_OR_MORE,
            LogSpec.TYPE,
            "Where lines about requests go, and from which level on.",
            Context.HTTP,
            Context.SERVER,
            Context.LOCATION);

    private HttpRows() {}
}
