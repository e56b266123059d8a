package io.postern.cli;

import io.postern.directive.Finding;
import java.util.regex.Pattern;

/** What kind of finding it is; a stable name for programs. */
enum Code {
    UNKNOWN("unknown-directive", "A directive that nobody knows."),
    NOT_HERE("not-allowed-here", "A directive in a block where it may not stand."),
    ARGUMENTS("number-of-arguments", "Too many or too few arguments."),
    VALUE("invalid-value", "An argument that is not taken."),
    DUPLICATE("duplicate", "Something that may be said once is said twice."),
    UNTERMINATED("unterminated", "A statement that ends in the wrong character."),
    SYNTAX("syntax", "The text cannot be taken apart."),
    MISSING("missing", "Something that must be there is not."),
    SYSTEM("system", "The system refuses a file, an address, a user or a name."),
    OTHER("configuration", "Any other error or warning.");

    private static final Pattern CALL = Pattern.compile("^\\w+\\(.*\\) .*failed|^\\w+\\(.*\\) failed");

    private final String label;
    private final String words;

    Code(String label, String words) {
        this.label = label;
        this.words = words;
    }

    String label() {
        return label;
    }

    /** One sentence for people. */
    String words() {
        return words;
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
        if (text.startsWith("no ") || text.startsWith("unknown mail protocol for server")) {
            return MISSING;
        }
        if (CALL.matcher(text).find() || text.startsWith("cannot load ") || text.startsWith("host not found ")) {
            return SYSTEM;
        }
        return text.startsWith("invalid ")
                        || text.startsWith("unknown ")
                        || text.startsWith("value must be ")
                        || text.endsWith(" invalid value")
                        || text.endsWith(" invalid number")
                ? VALUE
                : OTHER;
    }
}
