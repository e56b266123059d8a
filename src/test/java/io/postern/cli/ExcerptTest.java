package io.postern.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The caret stands under the word that is meant, whatever stands before it. */
class ExcerptTest {
    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String excerpt(String line, String word) {
        String all = bytes(line);
        String part = bytes(word);
        return new Excerpt(all, all.indexOf(part), part.length()).text(7);
    }

    @Test
    void caret_isAsWideAsTheWord() {
        assertEquals("    7 | timeout 5q;\n      |         ^~\n", excerpt("timeout 5q;", "5q"));
    }

    @Test
    void tabs_stayTabs() {
        assertEquals("    7 | \ttimeout\t5q;\n      | \t       \t^~\n", excerpt("\ttimeout\t5q;", "5q"));
    }

    @Test
    void charactersOfSeveralBytes_takeOnePlace() {
        String text = excerpt("server_name \u00fc\u4e00 5q; # \u00e9", "5q");
        assertEquals("      |                ^~", text.lines().toList().get(1));
        assertEquals(
                "      |           ^~~",
                excerpt("imap_auth fr\u00fc;", "fr\u00fc").lines().toList().get(1));
    }

    @Test
    void quotedWord_isMarkedWithItsQuotes() {
        String line = "protocol \"im\\\"ap\" x;";
        assertEquals(
                "      |          ^~~~~~~~",
                new Excerpt(line, line.indexOf('"'), 5).text(7).lines().toList().get(1));
        String open = "protocol \"imap x;";
        assertEquals(
                "      |          ^~~~~~~~",
                new Excerpt(open, open.indexOf('"'), 4).text(7).lines().toList().get(1));
    }

    @Test
    void longLine_isShownAroundTheWord() {
        String line = "a ".repeat(300) + "wrong " + "b ".repeat(300);
        String[] text = excerpt(line, "wrong").split("\n", -1);
        assertTrue(text[0].startsWith("    7 | ...a a ") && text[0].endsWith("b b ..."), text[0]);
        assertEquals(text[0].indexOf("wrong"), text[1].indexOf('^'));
        assertTrue(text[0].length() < 190, text[0]);
        String umlauts = bytes("\u00fc").repeat(300) + " wrong";
        String[] cut = new Excerpt(umlauts, 601, 5).text(7).split("\n", -1);
        String shown = new String(cut[0].getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        assertEquals(shown.indexOf("wrong"), cut[1].indexOf('^'));
        assertTrue(!shown.contains("\ufffd"), shown);
    }

    @Test
    void whatATerminalWouldObey_isNotShown() {
        assertEquals("    7 | a?[2Jb c;\n      |        ^\n", excerpt("a\u001b[2Jb c;", "c"));
    }
}
