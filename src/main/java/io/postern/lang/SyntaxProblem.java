package io.postern.lang;

/** Text that is no nginx.conf from some place on: nginx's words and that place. It carries no stack trace. */
public final class SyntaxProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Origin origin;

    SyntaxProblem(String text, Origin origin) {
        super(text, null, false, false);
        this.origin = origin;
    }

    /** nginx's words, without the place. */
    public String text() {
        return String.valueOf(getMessage());
    }

    public Origin origin() {
        return origin;
    }
}
