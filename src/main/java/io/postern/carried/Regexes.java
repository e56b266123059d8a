package io.postern.carried;

import io.postern.carried.pcre.PcreSyntax;
import io.postern.directive.Args;
import io.postern.directive.Complaint;
import io.postern.directive.Types;
import java.util.List;

/** Patterns in a configuration (ngx_regex_compile): whether PCRE2 would take them, and what it would name in them. */
final class Regexes {
    private Regexes() {}

    /** A pattern whose named groups are variables (ngx_http_regex_compile); the result is its number of groups. */
    static int compile(Args args, String pattern) {
        PcreSyntax syntax = plain(pattern);
        Variables variables = Realm.of(args).variables();
        for (String name : syntax.names()) {
            variables.define(name);
            variables.use(name);
        }
        return syntax.groups();
    }

    /** A pattern whose groups mean nothing. */
    static PcreSyntax plain(String pattern) {
        try {
            return PcreSyntax.of(pattern);
        } catch (PcreSyntax.Bad e) {
            String rest = e.at() >= pattern.length() ? "" : " at \"" + Types.cString(pattern.substring(e.at())) + '"';
            throw Complaint.here("pcre2_compile() failed: " + e.getMessage() + " in \"" + pattern + '"' + rest);
        }
    }

    /** The names of the groups, as PCRE2 lists them: sorted. */
    static List<String> sorted(List<String> names) {
        return names.stream().distinct().sorted().toList();
    }
}
