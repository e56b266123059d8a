package io.postern.directive;

import java.util.List;

/** Types for directives that are carried as data: enough to judge a statement as nginx's slot does, the words as value. */
final class CarriedTypes {
    private static final Type<List<String>> ACCEPTED = Types.lastWins(Types.WORDS);
    private static final Type<List<String>> ONCE = Types.WORDS;

    private CarriedTypes() {}

    /** The type for a name of the reference table's last column. */
    static Type<?> of(String slot) {
        return switch (slot) {
            case "flag" -> Types.FLAG;
            case "msec" -> Types.MSEC;
            case "sec" -> Types.SEC;
            case "size" -> Types.SIZE;
            case "offset" -> Types.OFFSET;
            case "number" -> Types.NUMBER;
            case "string" -> Types.STRING;
            case "enum" -> ONCE;
            default -> ACCEPTED;
        };
    }
}
