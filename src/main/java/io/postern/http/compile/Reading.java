package io.postern.http.compile;

import io.postern.carried.Carried;
import io.postern.directive.Complaint;
import io.postern.directive.Cycle;
import io.postern.directive.Directive;
import io.postern.directive.Finding;
import io.postern.directive.Severity;
import io.postern.http.exchange.BuiltIns;
import io.postern.http.exchange.Reader;
import io.postern.http.exchange.Variables;
import io.postern.http.text.PatternException;
import io.postern.http.text.Regex;
import io.postern.http.text.Symbol;
import io.postern.http.text.Symbols;
import io.postern.http.text.Template;
import io.postern.http.text.TemplateException;
import io.postern.lang.Origin;
import io.postern.log.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One reading of http{}: its variables, and how errors are worded. */
final class Reading {
    private final Cycle cycle;
    private final Symbols symbols = new Symbols();
    private final Map<String, Reader> defined = new HashMap<>();

    private boolean lacking;

    Reading(Cycle cycle) {
        this.cycle = cycle;
    }

    Cycle cycle() {
        return cycle;
    }

    Symbols symbols() {
        return symbols;
    }

    void caution(Origin origin, String text) {
        cycle.caution(new Finding(Severity.WARN, text, origin, true));
    }

    Template template(Directive d, String text) {
        try {
            return Template.of(text, symbols);
        } catch (TemplateException e) {
            throw Complaint.at(d.origin(), String.valueOf(e.getMessage()));
        }
    }

    /** A pattern; errors in PCRE's and nginx's words. */
    Regex regex(Directive d, String pattern, boolean caseless) {
        try {
            return Regex.of(pattern, caseless, symbols);
        } catch (PatternException e) {
            String where = e.at() >= pattern.length() ? "" : " at \"" + pattern.substring(e.at()) + "\"";
            throw Complaint.at(
                    d.origin(), "pcre2_compile() failed: " + e.getMessage() + " in \"" + pattern + "\"" + where);
        }
    }

    /** The symbol behind {@code $name}, which a directive gives a value. */
    Symbol settable(Directive d, String word) {
        if (!word.startsWith("$")) {
            throw Complaint.at(d.origin(), "invalid variable name \"" + word + "\"");
        }
        String name = word.substring(1);
        if (name.isEmpty()) {
            throw Complaint.at(d.origin(), "invalid variable name \"$\"");
        }
        return symbols.settable(name);
    }

    void define(Symbol symbol, Reader reader) {
        defined.put(symbol.name(), reader);
    }

    /** Whether there are variables of nginx's that we have not; known once {@link #variables} is. */
    boolean isLacking() {
        return lacking;
    }

    /** Every variable named, with its reader. That all are defined is known by now. */
    Variables variables() {
        List<Symbol> all = symbols.all();
        Reader[] readers = new Reader[all.size()];
        for (Symbol s : all) {
            readers[s.index()] = reader(s);
        }
        return new Variables(all.toArray(new Symbol[0]), readers);
    }

    private Reader reader(Symbol symbol) {
        Reader own = defined.get(symbol.name());
        if (own != null) {
            return own;
        }
        // a group's name hides what nginx has by that name, set does not
        if (symbols.isCaptured(symbol.name())) {
            return x -> null;
        }
        Reader builtIn = BuiltIns.find(symbol.name());
        if (builtIn != null) {
            return builtIn;
        }
        if (!symbols.isSettable(symbol.name()) && Carried.isVariable(symbol.name())) {
            lacking = true;
            cycle.advise(new Finding(
                    Severity.WARN,
                    "\"$" + symbol.name()
                            + "\" is not available in http servers that Postern answers itself: it is empty",
                    null,
                    false));
            return x -> null;
        }
        // one that is neither nginx's own nor set here is set in a server that is not answered here
        return Reader.kept(x -> {
            if (x.location().core().warnUninitialized()) {
                x.log().write(Level.WARN, "using uninitialized \"" + symbol.name() + "\" variable");
            }
            return "";
        });
    }
}
