package io.postern.http.text;

/** An expression that cannot be read; the message is nginx's. */
public final class TemplateException extends Exception {
    private static final long serialVersionUID = 1L;

    TemplateException(String message) {
        super(message, null, false, false);
    }
}
