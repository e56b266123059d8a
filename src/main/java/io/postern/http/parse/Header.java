package io.postern.http.parse;

/** A header line: name as sent, value without the spaces around it. */
public record Header(String name, String value) {
    public boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }

    /** Whether {@code $http_<variable>} means this header: lower case, dashes as underscores. */
    public boolean isVariable(String variable) {
        if (name.length() != variable.length()) {
            return false;
        }
        for (int i = 0; i < variable.length(); i++) {
            char c = name.charAt(i);
            char lower = c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c == '-' ? '_' : c;
            if (lower != variable.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
