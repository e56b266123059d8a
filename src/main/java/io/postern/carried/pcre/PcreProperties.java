package io.postern.carried.pcre;

import io.postern.carried.pcre.PcreSyntax.Bad;
import java.util.Locale;
import java.util.Set;

/** Unicode properties in a pattern; their names are checked, their meaning is not. */
final class PcreProperties {
    private static final Set<String> KINDS = Set.of(
            "any", "l&", "lc", "c", "cc", "cf", "cn", "co", "cs", "l", "ll", "lm", "lo", "lt", "lu", "m", "mc", "me",
            "mn", "n", "nd", "nl", "no", "p", "pc", "pd", "pe", "pf", "pi", "po", "ps", "s", "sc", "sk", "sm", "so",
            "z", "zl", "zp", "zs", "xan", "xps", "xsp", "xuc", "xwd");

    private PcreProperties() {}

    /** Where the property ends whose name begins here. */
    static int skip(String in, int pos) throws Bad {
        if (pos == in.length()) {
            throw new Bad("malformed \\P or \\p sequence", pos);
        }
        if (in.charAt(pos) != '{') {
            if (!Character.isLetter(in.charAt(pos))) {
                throw new Bad("malformed \\P or \\p sequence", pos + 1);
            }
            return known(String.valueOf(in.charAt(pos)), pos + 1);
        }
        int end = in.indexOf('}', pos);
        if (end < 0) {
            throw new Bad("malformed \\P or \\p sequence", in.length());
        }
        String name = in.substring(pos + 1, end);
        return known(name.startsWith("^") ? name.substring(1) : name, end + 1);
    }

    private static int known(String text, int end) throws Bad {
        String name = text.replaceAll("[ _-]", "").toLowerCase(Locale.ROOT);
        if (KINDS.contains(name) || isScript(name)) {
            return end;
        }
        throw new Bad("unknown property after \\P or \\p", end);
    }

    private static boolean isScript(String name) {
        for (Character.UnicodeScript script : Character.UnicodeScript.values()) {
            if (script.name().replace("_", "").toLowerCase(Locale.ROOT).equals(name)) {
                return true;
            }
        }
        return false;
    }
}
