package io.postern.cli;

import io.postern.directive.Finding;

/** What kind of finding it is; a stable name for programs. */
enum Code {
    UNKNOWN("unknown-directive"),
    NOT_HERE("not-allowed-here"),
    ARGUMENTS("number-of-arguments"),
    VALUE("invalid-value"),
    DUPLICATE("duplicate"),
    UNTERMINATED("unterminated"),
    SYNTAX("syntax"),
    OTHER("configuration");

    private final String label;

    Code(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** Tells it from nginx's words, which are fixed. */
    static Code of(Finding finding) {
        String text = finding.text();
        if (text.startsWith("unknown directive ")) {
            return UNKNOWN;
        }
        if (text.endsWith(" directive is not allowed here")) {
            return NOT_HERE;
        }
        if (text.startsWith("invalid number of arguments in ")) {
            return ARGUMENTS;
        }
        if (text.endsWith(" is not terminated by \";\"") || text.endsWith(" has no opening \"{\"")) {
            return UNTERMINATED;
        }
        if (text.startsWith("unexpected ") || text.startsWith("too long parameter")) {
            return SYNTAX;
        }
        if (text.endsWith(" is duplicate") || text.startsWith("duplicate ")) {
            return DUPLICATE;
        }
        return text.startsWith("invalid ") || text.endsWith(" invalid value") || text.endsWith(" invalid number")
                ? VALUE
                : OTHER;
    }
}
