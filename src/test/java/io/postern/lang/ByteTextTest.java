package io.postern.lang;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.lang.grammar.NginxConfLexer;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Lexer;
import org.antlr.v4.runtime.Token;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the lexer is shown in place of the bytes. */
class ByteTextTest {
    /** A character that the grammar came to name without being told apart here would be seen at once. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "@",
                "a@b @c;",
                "\"@\" '@';",
                "\"a\"@;",
                "'a'@",
                "\\@b;",
                "$@{;}",
                "${@}",
                "#@\n@;",
                "a\\@",
                "@{@}"
            })
    void everyByte_isTakenForWhatTheGrammarTakesItFor(String pattern) {
        for (char c = 0; c < 256; c++) {
            String text = pattern.replace('@', c);
            assertEquals(
                    seen(new NginxConfLexer(CharStreams.fromString(text))),
                    seen(new NginxConfLexer(new ByteText("f", text.getBytes(ISO_8859_1)))),
                    pattern + " with " + (int) c);
        }
    }

    private static List<String> seen(Lexer lexer) {
        lexer.removeErrorListeners();
        List<String> seen = new ArrayList<>();
        for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
            seen.add(token.getType() + ":" + token.getLine() + ":" + token.getText());
        }
        return seen;
    }
}
