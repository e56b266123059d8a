package io.postern.lang;

import io.postern.lang.grammar.NginxConfLexer;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.Interval;

/** The grammar's tokens, with nginx's limit: no word and no comment may fill its buffer of 4096 bytes. */
final class Tokens extends NginxConfLexer {
    /** A token that stands for one too long; its text is nginx's message. */
    static final int TOO_LONG = 1_000_000;

    private static final int BUFFER = 4096;
    private static final int SHOWN = 10;

    private final ByteText text;

    Tokens(ByteText text) {
        super(text);
        this.text = text;
        removeErrorListeners();
    }

    /** Reads on from there, whatever was seen of the text before. */
    void goOn(int index, int line) {
        text.seek(index);
        setLine(line);
        _hitEOF = false;
    }

    @Override
    public Token nextToken() {
        for (; ; ) {
            Token token = super.nextToken();
            if (token.getStopIndex() - token.getStartIndex() >= BUFFER - 2 && tooLong(token)) {
                return complaint(token);
            }
            if (token.getChannel() == Token.DEFAULT_CHANNEL) {
                return token;
            }
        }
    }

    /**
     * nginx notices when it wants the byte after the 4096th; the opening quote does not count, the closing one and a blank behind
     * the word do.
     */
    private boolean tooLong(Token token) {
        int start = token.getStartIndex() + (quote(token) == 0 ? 0 : 1);
        int counted = token.getStopIndex() + 1 - start - (token.getType() == GLUED ? 1 : 0);
        if (token.getType() != COMMENT && token.getType() != GLUED && blank(text.at(token.getStopIndex() + 1))) {
            counted++;
        }
        return counted >= BUFFER && start + BUFFER < text.size();
    }

    private static boolean blank(int c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private Token complaint(Token token) {
        int quote = quote(token);
        int start = token.getStartIndex() + (quote == 0 ? 0 : 1);
        boolean closedInTime = quote != 0
                && token.getType() != UNCLOSED
                && token.getStopIndex() - (token.getType() == GLUED ? 1 : 0) < start + BUFFER;
        String shown = text.getText(new Interval(start, start + SHOWN - 1));
        CommonToken wrong = new CommonToken(token);
        wrong.setType(TOO_LONG);
        wrong.setText(
                quote == 0 || closedInTime
                        ? "too long parameter \"" + shown + "...\" started"
                        : "too long parameter, probably missing terminating \"" + (char) quote + "\" character");
        return wrong;
    }

    private int quote(Token token) {
        if (token.getType() != QUOTED && token.getType() != GLUED && token.getType() != UNCLOSED) {
            return 0;
        }
        char first = token.getText().charAt(0);
        return first == '"' || first == '\'' ? first : 0;
    }
}
