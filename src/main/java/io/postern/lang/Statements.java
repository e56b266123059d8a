package io.postern.lang;

import io.postern.lang.grammar.NginxConfLexer;
import io.postern.lang.grammar.NginxConfParser;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.UnbufferedTokenStream;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one text, one after the other, as the grammar finds them; memory does not grow with the text's length.
 */
public final class Statements {
    private final String file;
    private final boolean globals;
    private final NginxConfParser parser;
    private final ByteText text;
    private final Tokens tokens;
    private final Words words = new Words();
    private int depth;
    private int after;
    private int line;

    private Statements(String file, byte[] text, int firstLine, boolean globals) {
        this.file = file;
        this.globals = globals;
        this.text = new ByteText(file, text);
        tokens = new Tokens(this.text);
        tokens.setLine(firstLine);
        parser = new NginxConfParser(new UnbufferedTokenStream<>(tokens, 16));
        parser.removeErrorListeners();
        parser.setErrorHandler(new FirstError());
        // a statement may have millions of words: they are taken as they come, no tree of them is built
        parser.setBuildParseTree(false);
        parser.addParseListener(words);
    }

    /** The statements of a file. */
    public static Statements of(String file, byte[] text) {
        return new Statements(file, text, 1, false);
    }

    /** The statements given by -g. */
    public static Statements ofGlobals(byte[] text) {
        return new Statements("", text, 0, true);
    }

    /**
     * The next thing in the text.
     *
     * @throws SyntaxProblem where the text is wrong; there is nothing to read after it
     */
    public Item next() {
        NginxConfParser.ItemContext item;
        try {
            item = parser.item();
        } catch (FirstError.Found found) {
            throw problem(found.token());
        }
        Token end = item.end;
        Origin origin = new Origin(file, end.getLine(), end.getCharPositionInLine() + 1);
        switch (end.getType()) {
            case NginxConfLexer.CLOSE -> {
                if (depth == 0) {
                    throw new SyntaxProblem("unexpected \"}\"", origin);
                }
                depth--;
                return new Item(null, origin, true);
            }
            case Token.EOF -> {
                if (depth > 0) {
                    throw new SyntaxProblem("unexpected end of file, expecting \"}\"", origin);
                }
                return new Item(null, origin, false);
            }
            default -> {
                boolean opens = end.getType() == NginxConfLexer.OPEN;
                if (opens) {
                    if (globals) {
                        throw new SyntaxProblem("block directives are not supported in -g option", origin);
                    }
                    depth++;
                    after = end.getStopIndex() + 1;
                    line = end.getLine();
                }
                return new Item(new Node(words.taken(), origin, opens), origin, false);
            }
        }
    }

    /**
     * Passes over the inside of the block just opened, which is Lua, to behind its "}".
     *
     * @throws SyntaxProblem when it does not end
     */
    public void skipLua() {
        LuaBlock block = new LuaBlock(text, after, line);
        String wrong = block.find();
        if (wrong != null) {
            throw new SyntaxProblem(wrong, new Origin(file, block.line(), 1));
        }
        depth--;
        tokens.goOn(block.end(), block.line());
        parser.setTokenStream(new UnbufferedTokenStream<>(tokens, 16));
    }

    private SyntaxProblem problem(Token token) {
        Origin origin = new Origin(file, token.getLine(), token.getCharPositionInLine() + 1);
        return switch (token.getType()) {
            case Tokens.TOO_LONG -> new SyntaxProblem(token.getText(), origin);
            case NginxConfLexer.GLUED -> {
                String text = token.getText();
                yield new SyntaxProblem(
                        "unexpected \"" + text.charAt(text.length() - 1) + "\"", Unquoted.endOf(file, token));
            }
            case NginxConfLexer.UNCLOSED, Token.EOF ->
                new SyntaxProblem(
                        globals
                                ? "unexpected end of parameter, expecting \";\""
                                : "unexpected end of file, expecting \";\" or \"}\"",
                        Unquoted.endOf(file, token));
            default -> new SyntaxProblem("unexpected \"" + token.getText() + "\"", origin);
        };
    }

    /**
     * A statement, or with no statement the end of a block or of the text.
     *
     * @param origin where the ";", "{", "}" or the text's end stands
     */
    public record Item(@Nullable Node node, Origin origin, boolean closes) {}
}
