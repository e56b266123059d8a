package io.postern.directive;

import io.postern.lang.Node;
import io.postern.lang.Origin;
import org.jspecify.annotations.Nullable;

/** Why a configuration is refused; thrown by types and modules, worded as nginx words it. It carries no stack trace. */
public final class Complaint extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Severity severity;
    private final String text;
    private final Form form;
    private final transient @Nullable Origin origin;

    private Complaint(Severity severity, String text, Form form, @Nullable Origin origin) {
        super(text, null, false, false);
        this.severity = severity;
        this.text = text;
        this.form = form;
        this.origin = origin;
    }

    /** {@code text in file:line}, the place being the statement in hand (nginx's ngx_conf_log_error). */
    public static Complaint here(String text) {
        return new Complaint(Severity.EMERG, text, Form.HERE, null);
    }

    /** {@code "name" directive text in file:line} (what nginx's setters return as a string). */
    public static Complaint directive(String text) {
        return new Complaint(Severity.EMERG, text, Form.DIRECTIVE, null);
    }

    /** {@code text in file:line} of another place, such as the server's. */
    public static Complaint at(Origin origin, String text) {
        return new Complaint(Severity.EMERG, text, Form.HERE, origin);
    }

    /** The text as it is, no place appended (nginx's ngx_log_error). */
    public static Complaint plain(String text) {
        return new Complaint(Severity.EMERG, text, Form.PLAIN, null);
    }

    /** Refused by nginx without a line; the text is for whoever asks for more. */
    public static Complaint unsaid(String text) {
        return new Complaint(Severity.EMERG, text, Form.UNSAID, null);
    }

    /** The same with another severity. */
    public Complaint as(Severity other) {
        return new Complaint(other, text, form, origin);
    }

    /** The same with nginx's words for a system error before the place: {@code text (2: No such file or directory)}. */
    public Complaint errno(int errno) {
        return new Complaint(severity, text + Errno.form(errno), form, origin);
    }

    Finding finding(Node node) {
        return finding(node, node.origin());
    }

    Finding finding(@Nullable Node node, @Nullable Origin statement) {
        Origin place = origin == null ? statement : origin;
        String name = node == null ? "" : Types.cString(node.name());
        return switch (form) {
            case HERE -> new Finding(severity, text, place, true, node);
            case DIRECTIVE -> new Finding(severity, "\"" + name + "\" directive " + text, place, true, node);
            case PLAIN -> new Finding(severity, text, place, false, node);
            case UNSAID -> new Finding(severity, text, place, true, node, Finding.Effect.UNSAID);
        };
    }

    private enum Form {
        HERE,
        DIRECTIVE,
        PLAIN,
        UNSAID
    }
}
