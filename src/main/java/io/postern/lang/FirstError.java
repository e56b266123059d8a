package io.postern.lang;

import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;

/** Stops the parser at the first token that does not fit, and says which it was; nginx does not go on either. */
final class FirstError extends DefaultErrorStrategy {
    @Override
    public void recover(Parser recognizer, RecognitionException e) {
        throw new Found(e.getOffendingToken());
    }

    @Override
    public Token recoverInline(Parser recognizer) {
        throw new Found(recognizer.getCurrentToken());
    }

    @Override
    public void sync(Parser recognizer) {
        // no resynchronising: the offending token is reported where it is met
    }

    @Override
    public void reportError(Parser recognizer, RecognitionException e) {
        // reported by Statements, in nginx's words
    }

    /** The token that does not fit. */
    static final class Found extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Token token;

        Found(Token token) {
            super(null, null, false, false);
            this.token = token;
        }

        Token token() {
            return token;
        }
    }
}
