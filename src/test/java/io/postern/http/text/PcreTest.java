package io.postern.http.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PCRE's patterns mean here what they mean there. */
class PcreTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "a{b}c; xa{b}c; a{b}c",
                "a{2,3}; aaaa; aaa",
                "[[:digit:]_]+; x12_y; 12_",
                "[^[:space:]]+; ` ab c`; ab",
                "[a[b]+; x[ab]; [ab",
                "[]x]+; a]x]; ]x]",
                "[a&&b]+; &&; &&",
                "(?<under_score>b+)\\k<under_score>; abbbb; bbbb",
                "(?P<n>a)(?P=n); baa; aa",
                "(a)(b)\\2\\1; abba; abba",
                "\\x41\\x{42}\\103; ABC; ABC",
                "\\Qa.b\\E+; a.bbb; a.bbb",
                "x(?#none)y; xy; xy",
                "a\\.b; a.b; a.b",
                "^\\bword\\b; word up; word",
                "(?i)AB(?-i)c; abc; abc",
                "\\N+; ab; ab",
                "a]}b; a]}b; a]}b",
                "(?>a+)b; aab; aab",
                "[\\w.-]+@; x.y-z@; x.y-z@",
            })
    void matches(String pattern, String subject, String whole) throws Exception {
        Captures found =
                Objects.requireNonNull(Regex.of(pattern, false, new Symbols()).find(subject));
        assertEquals(whole, found.get(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "(a; missing closing parenthesis; 2",
                "a); unmatched closing parenthesis; 1",
                "*a; quantifier does not follow a repeatable item; 0",
                "[a; missing terminating ] for character class; 2",
                "[b-a]; range out of order in character class; 3",
                "a\\; \\ at end of pattern; 2",
                "(?<a>x)(?<a>y); two named subpatterns have the same name (PCRE2_DUPNAMES not set); 11",
                "\\j; unrecognized character follows \\; 1",
            })
    void refuses(String pattern, String message, int at) {
        PatternException e = assertThrows(PatternException.class, () -> Regex.of(pattern, false, new Symbols()));
        assertEquals(message, e.getMessage());
        assertEquals(at, e.at());
    }

    @Test
    void catastrophe_endsByTheClock_andSaysWhatNginxSays() throws Exception {
        String pattern = "(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)x";
        Regex regex = Regex.of(pattern, false, new Symbols());
        String subject = "a".repeat(200);
        Regex.Failed e = assertThrows(Regex.Failed.class, () -> regex.find(subject));
        assertEquals("pcre2_match() failed: -47 on \"" + subject + "\" using \"" + pattern + "\"", e.getMessage());
    }

    @Test
    void dollar_isBeforeTheLastLineFeedToo_dotIsNoLineFeedOnly() throws Exception {
        assertEquals(
                "a",
                Objects.requireNonNull(Regex.of("a$", false, new Symbols()).find("a\n"))
                        .get(0));
        assertEquals(
                "\r\u0085",
                Objects.requireNonNull(Regex.of(".+", false, new Symbols()).find("\r\u0085\n"))
                        .get(0));
    }
}
