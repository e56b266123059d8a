package io.postern.http.compile;

import io.postern.directive.Complaint;
import io.postern.directive.Directive;
import io.postern.http.model.Location.Kind;
import io.postern.lang.Origin;
import java.util.List;

/** The words between location and its brace (ngx_http_core_location). */
record LocationName(Kind kind, String text, boolean caseless) {

    static LocationName of(Directive d) {
        return of(d.arguments(), d.origin());
    }

    /** Of a location's opening statement: its words behind {@code location}. */
    static LocationName of(List<String> args, Origin origin) {
        if (args.size() == 2) {
            String name = args.get(1);
            return switch (args.get(0)) {
                case "=" -> new LocationName(Kind.EXACT, name, false);
                case "^~" -> new LocationName(Kind.PREFIX_NO_REGEX, name, false);
                case "~" -> new LocationName(Kind.REGEX, name, false);
                case "~*" -> new LocationName(Kind.REGEX, name, true);
                default -> throw Complaint.at(origin, "invalid location modifier \"" + args.get(0) + "\"");
            };
        }
        String word = args.get(0);
        if (word.startsWith("=")) {
            return new LocationName(Kind.EXACT, word.substring(1), false);
        }
        if (word.startsWith("^~")) {
            return new LocationName(Kind.PREFIX_NO_REGEX, word.substring(2), false);
        }
        if (word.startsWith("~")) {
            boolean caseless = word.startsWith("~*");
            return new LocationName(Kind.REGEX, word.substring(caseless ? 2 : 1), caseless);
        }
        return new LocationName(word.startsWith("@") ? Kind.NAMED : Kind.PREFIX, word, false);
    }

    /** nginx's rules for a location inside another. */
    void checkInside(Kind outer, String outerName, Directive d) {
        if (outer == Kind.SERVER) {
            return;
        }
        if (outer == Kind.EXACT) {
            throw Complaint.at(
                    d.origin(), "location \"" + text + "\" cannot be inside the exact location \"" + outerName + "\"");
        }
        if (outer == Kind.NAMED) {
            throw Complaint.at(
                    d.origin(), "location \"" + text + "\" cannot be inside the named location \"" + outerName + "\"");
        }
        if (kind == Kind.NAMED) {
            throw Complaint.at(d.origin(), "named location \"" + text + "\" can be on the server level only");
        }
        if (outer != Kind.REGEX && kind != Kind.REGEX && !text.startsWith(outerName)) {
            throw Complaint.at(d.origin(), "location \"" + text + "\" is outside location \"" + outerName + "\"");
        }
    }
}
