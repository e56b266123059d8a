package io.postern.http.text;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Every variable that http{} names, with its index; names are the same in any case (ngx_http_get_variable_index). */
public final class Symbols {
    private final Map<String, Symbol> byName = new LinkedHashMap<>();
    private final List<Symbol> all = new ArrayList<>();
    private final Set<String> settable = new HashSet<>();
    private final Set<String> captured = new HashSet<>();

    public Symbol of(String name) {
        return byName.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> {
            Symbol s = new Symbol(n, all.size());
            all.add(s);
            return s;
        });
    }

    /** A variable that set or a block like map gives a value. */
    public Symbol settable(String name) {
        Symbol s = of(name);
        settable.add(s.name());
        return s;
    }

    /** A variable that a named group gives a value: without a match it has none, and nobody is warned. */
    Symbol captured(String name) {
        Symbol s = settable(name);
        captured.add(s.name());
        return s;
    }

    public boolean isCaptured(String name) {
        return captured.contains(name);
    }

    public boolean isSettable(String name) {
        return settable.contains(name.toLowerCase(Locale.ROOT));
    }

    public List<Symbol> all() {
        return List.copyOf(all);
    }
}
