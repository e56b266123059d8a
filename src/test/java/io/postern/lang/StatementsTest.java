package io.postern.lang;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a text falls into statements; expectations are nginx 1.31.5's. */
class StatementsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "a b;~a|b;",
                "a{b;}~a{ b; }",
                "a \"b c\" 'd;e';~a|b c|d;e;",
                "a \"\";~a|;",
                "a b#c;~a|b#c;",
                "a }b;~!unexpected \"}\" f:1",
                "a b}c;~a|b}c;",
                "a b\"c;~a|b\"c;",
                "a ${b}c;~a|${b}c;",
                "a ${b;c;~a|${b; c;",
                "a $b{c;}~a|$b{ c; }",
                "a $${{b};~a|$${{b};",
                "a \\;b;~a|\\;b;",
                "a \\\"b;~a|\"b;",
                "a \"x\\ty\";~a|x<9>y;",
                "a \"x\\\\y\";~a|x\\y;",
                "a \"x\\qy\";~a|x\\qy;",
                "a \"b\")c;~a|b|)c;",
                "a \"b\"c;~!unexpected \"c\" f:1",
                "a \"b\"};~!unexpected \"}\" f:1",
                "a \"b\"{c;}~a|b{ c; }",
                ";~!unexpected \";\" f:1",
                "{~!unexpected \"{\" f:1",
                "}~!unexpected \"}\" f:1",
                "`a {\nb;\n`~a{ b; !unexpected end of file, expecting \"}\" f:3",
                "`a\nb`~!unexpected end of file, expecting \";\" or \"}\" f:2",
                "`a \"b;\n\n`~!unexpected end of file, expecting \";\" or \"}\" f:3",
                "a \\~!unexpected end of file, expecting \";\" or \"}\" f:1",
                "``~``",
                "# only~``",
            })
    void text_isCutAsNginxCutsIt(String text, String statements) {
        assertEquals(statements == null ? "" : statements, read(text));
    }

    @Test
    void statementOfAMillionWords_isRead() {
        Statements statements = Statements.of("f", ("a " + "b ".repeat(999_999) + ";").getBytes(ISO_8859_1));
        assertEquals(
                1_000_000,
                Objects.requireNonNull(statements.next().node()).words().size());
    }

    @Test
    void blanksAndComments_standBetweenWords() {
        assertEquals("a|b;", read("a  \t\r b ;"));
        assertEquals("a|b;", read("a #c\nb;"));
    }

    @Test
    void name_mayNotBeEmptyButQuotedEmpty() {
        assertEquals(";", read("\"\";"));
    }

    @Test
    void unquotedWord_of4095Bytes_isTheLongest() {
        String word = "x".repeat(4095);
        assertEquals("a|" + word + ";", read("a " + word + ";"));
        assertEquals("!too long parameter \"xxxxxxxxxx...\" started f:1", read("a x" + word + ";"));
    }

    @Test
    void unquotedWord_of4096Bytes_atTheEnd_isTheEndsFault() {
        assertEquals("!unexpected end of file, expecting \";\" or \"}\" f:1", read("a " + "x".repeat(4096)));
    }

    @Test
    void quotedWord_of4094Bytes_isTheLongest() {
        String word = "x".repeat(4094);
        assertEquals("a|" + word + ";", read("a \"" + word + "\";"));
        assertEquals("!too long parameter \"xxxxxxxxxx...\" started f:1", read("a \"x" + word + "\";"));
        assertEquals(
                "!too long parameter, probably missing terminating \"\"\" character f:1",
                read("a \"xx" + word + "\";"));
    }

    @Test
    void blankBehindALongWord_countsToo() {
        assertEquals("!too long parameter \"xxxxxxxxxx...\" started f:1", read("a " + "x".repeat(4095) + " b;"));
        assertEquals("!too long parameter \"xxxxxxxxxx...\" started f:1", read("a \"" + "x".repeat(4094) + "\" b;"));
        assertEquals("a|" + "x".repeat(4094) + "|b;", read("a " + "x".repeat(4094) + " b;"));
    }

    @Test
    void tooLongWord_isPlacedWhereItStarts() {
        assertEquals(
                "!too long parameter, probably missing terminating \"'\" character f:2",
                read("a\n'" + "x\n".repeat(3000) + "';"));
    }

    @Test
    void comment_of4095Bytes_isTheLongest() {
        assertEquals("a;", read("#" + "c".repeat(4094) + "\na;"));
        assertEquals("!too long parameter \"#ccccccccc...\" started f:1", read("#" + "c".repeat(4095) + "\na;"));
    }

    @Test
    void statement_isPlacedAtItsEnd_forPeopleAtItsStart() {
        Statements statements = Statements.of("f", "\n  a\n b\n;".getBytes(ISO_8859_1));
        Node node = Objects.requireNonNull(statements.next().node());
        assertEquals(4, node.origin().line());
        assertEquals(new Origin("f", 2, 3), node.start());
    }

    @Test
    void carriageReturnOnly_isNoLine() {
        Statements statements = Statements.of("f", "a;\rb;".getBytes(ISO_8859_1));
        statements.next();
        assertEquals(1, statements.next().origin().line());
    }

    @Test
    void globals_takeNoBlock_andNameNoFile() {
        Statements statements = Statements.ofGlobals("a {}".getBytes(ISO_8859_1));
        try {
            statements.next();
            throw new AssertionError("a block");
        } catch (SyntaxProblem e) {
            assertEquals("block directives are not supported in -g option", e.text());
            assertEquals(" in command line", e.origin().suffix());
        }
    }

    @Test
    void lua_isPassedOver_withItsStringsAndComments() {
        String lua = "a { if x == \"}\" then -- }\n [[ } ]] --[==[ } ]==] t = {} end }b;";
        Statements statements = Statements.of("f", lua.getBytes(ISO_8859_1));
        statements.next();
        statements.skipLua();
        Statements.Item next = statements.next();
        assertEquals("b", Objects.requireNonNull(next.node()).name());
        assertEquals(2, next.origin().line());
    }

    /** As lua-nginx-module's lexer has it: strings end on their line, and who looks ahead from the brace sees no Lua. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\" }",
                "it's }",
                "'a\\\n'}",
                "'\\'}' }",
                "--[ }\n}",
                "--[==[ ]] } ]=] ]==]}",
                "t[ [[ } ]] ] }",
                "[=[ ]] } ]=] ]==] }",
                "] [ [= }",
                "a --b }\n}",
                "a - - b }",
                "$x ${y} }",
                "# it's }",
                "'\"' }"
            })
    void lua_endsAtItsBrace(String lua) {
        Statements statements = Statements.of("f", ("a {" + lua + "b;").getBytes(ISO_8859_1));
        statements.next();
        statements.skipLua();
        assertEquals(
                "b",
                Objects.requireNonNull(statements.next().node()).words().get(0).text());
    }

    @ParameterizedTest
    @CsvSource({
        "'a {\n { [=[ ]]', 'Lua code block missing the closing long bracket \"]=]\", the inlined Lua code may be too long', 2",
        "'a {\n { \n', 'unexpected end of file, expecting terminating characters for lua code block', 2",
        "'a {\n\n \"}\"', 'unexpected end of file, expecting terminating characters for lua code block', 1"
    })
    void luaWithoutEnd_isRefusedInItsModulesWords(String text, String words, int line) {
        Statements statements = Statements.of("f", text.getBytes(ISO_8859_1));
        statements.next();
        SyntaxProblem problem = assertThrows(SyntaxProblem.class, statements::skipLua);
        assertEquals(words, problem.text());
        assertEquals(line, problem.origin().line());
    }

    private static String read(String text) {
        StringBuilder out = new StringBuilder();
        Statements statements = Statements.of("f", text.getBytes(ISO_8859_1));
        try {
            for (Statements.Item item = statements.next(); ; item = statements.next()) {
                Node node = item.node();
                if (node != null) {
                    out.append(node.words().stream().map(Word::text).collect(Collectors.joining("|")))
                            .append(node.opens() ? "{ " : "; ");
                } else if (item.closes()) {
                    out.append("} ");
                } else {
                    break;
                }
            }
        } catch (SyntaxProblem e) {
            out.append('!').append(e.text()).append(' ').append(e.origin());
        }
        return out.toString().strip().replace("\t", "<9>");
    }
}
