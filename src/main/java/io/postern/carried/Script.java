package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Complaint;

/** Text with variables and captures (ngx_http_compile_complex_value, ngx_http_script_compile). */
final class Script {
    private Script() {}

    /**
     * Notes the variables that a text speaks of.
     *
     * @return whether it has any variables or captures
     */
    static boolean compile(Args args, String text) {
        return compile(Realm.of(args), text);
    }

    /** The same for a realm. */
    static boolean compile(Realm realm, String text) {
        boolean found = false;
        for (int i = text.indexOf('$'); i >= 0; i = text.indexOf('$', i)) {
            found = true;
            i = variable(realm, text, i + 1);
        }
        return found;
    }

    private static int variable(Realm realm, String text, int at) {
        if (at == text.length()) {
            throw Complaint.here("invalid variable name");
        }
        char first = text.charAt(at);
        if (first >= '1' && first <= '9') {
            return at + 1;
        }
        boolean bracket = first == '{';
        int start = bracket ? at + 1 : at;
        if (start == text.length()) {
            throw Complaint.here("invalid variable name");
        }
        int end = start;
        while (end < text.length() && isName(text.charAt(end))) {
            end++;
        }
        String name = text.substring(start, end);
        if (bracket && !text.startsWith("}", end)) {
            throw Complaint.here("the closing bracket in \"" + name + "\" variable is missing");
        }
        if (name.isEmpty()) {
            throw Complaint.here("invalid variable name");
        }
        realm.variables().use(name);
        return bracket ? end + 1 : end;
    }

    static boolean isName(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }

    /** The name behind a "$"; the complaint where there is none. */
    static String name(String word) {
        if (!word.startsWith("$")) {
            throw Complaint.here("invalid variable name \"" + word + "\"");
        }
        return word.substring(1);
    }
}
