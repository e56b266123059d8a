package io.postern.directive;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The directives of one module, in order; to declare a row is to list it. */
public final class Table {
    private final String module;
    private final List<Row<?>> rows = new ArrayList<>();

    private Table(String module) {
        this.module = module;
    }

    /** An empty table for nginx's module of this name ({@code ngx_mail_proxy_module}), or one of ours. */
    public static Table of(String module) {
        return new Table(module);
    }

    /**
     * Declares a directive with a default.
     *
     * @param fallback the default as written after the name ("24h", "IMAP4 IMAP4rev1 UIDPLUS", "" for an empty list);
     *     parsed by the same type, its words split at blanks
     * @param doc one sentence
     */
    public <T> Row<T> row(String name, Arity arity, Type<T> type, String fallback, String doc, Context... contexts) {
        return list(new Row<>(name, module, arity, type, fallback, doc, List.of(contexts), false));
    }

    /** Declares a directive that has no default: ask for it with {@code Scope.find}. */
    public <T> Row<T> optional(String name, Arity arity, Type<T> type, String doc, Context... contexts) {
        return list(new Row<>(name, module, arity, type, null, doc, List.of(contexts), false));
    }

    private <T> Row<T> list(Row<T> row) {
        rows.add(row);
        return row;
    }

    public String module() {
        return module;
    }

    public List<Row<?>> rows() {
        return Collections.unmodifiableList(rows);
    }
}
