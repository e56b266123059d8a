package io.postern.lang;

import io.postern.lang.grammar.NginxConfLexer;
import org.antlr.v4.runtime.Token;

/** Takes quotes and escapes off a token, as ngx_conf_read_token does when a word is complete. */
final class Unquoted {
    private Unquoted() {}

    static Word word(Token token) {
        String raw = token.getText();
        if (token.getType() == NginxConfLexer.QUOTED) {
            raw = raw.substring(1, raw.length() - 1);
        }
        return new Word(
                raw.indexOf('\\') < 0 ? raw : unescaped(raw), token.getLine(), token.getCharPositionInLine() + 1);
    }

    /** The place of a token's last character. */
    static Origin endOf(String file, Token token) {
        String text = token.getType() == Token.EOF ? "" : token.getText();
        int line = token.getLine();
        int column = token.getCharPositionInLine() + 1;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\n') {
                line++;
                column = 0;
            }
            column++;
        }
        return new Origin(file, line, Math.max(1, column - 1));
    }

    private static String unescaped(String raw) {
        StringBuilder text = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '\\' && i + 1 < raw.length()) {
                char next = raw.charAt(i + 1);
                char plain =
                        switch (next) {
                            case '"', '\'', '\\' -> next;
                            case 't' -> '\t';
                            case 'r' -> '\r';
                            case 'n' -> '\n';
                            default -> 0;
                        };
                if (plain != 0) {
                    text.append(plain);
                    i++;
                    continue;
                }
            }
            text.append(c);
        }
        return text.toString();
    }
}
