package io.postern.directive;

import io.postern.lang.Node;
import io.postern.lang.Origin;
import org.jspecify.annotations.Nullable;

/**
 * One error or warning about a configuration.
 *
 * @param text nginx's words, without the place
 * @param node the statement it is about; null where it is about none
 * @param origin where; null when it is about no place
 * @param located whether nginx names the place in its line
 * @param effect what nginx does about it
 */
public record Finding(
        Severity severity,
        String text,
        @Nullable Origin origin,
        boolean located,
        @Nullable Node node,
        Effect effect) {
    /** nginx's limit for a text about a configuration, NGX_MAX_CONF_ERRSTR, and the room in it that an errno's words have. */
    private static final int LONGEST = 1024;

    private static final int ERRNO_ROOM = 50;

    /** A finding about no statement in particular. */
    public Finding(Severity severity, String text, @Nullable Origin origin, boolean located) {
        this(severity, text, origin, located, null);
    }

    /** A finding that counts as its severity says. */
    public Finding(Severity severity, String text, @Nullable Origin origin, boolean located, @Nullable Node node) {
        this(severity, text, origin, located, node, Effect.SEVERITY);
    }

    /** Whether the configuration cannot be used because of it. */
    public boolean fatal() {
        return severity.fatal() && effect != Effect.IGNORED;
    }

    /** Whether nginx has a line for it. */
    public boolean said() {
        return effect != Effect.UNSAID;
    }

    /** The line's text as nginx writes it after the bracket and pid; one without a place is as long as a log's line may be. */
    public String line() {
        return located && origin != null ? cut() + origin.suffix() : text;
    }

    /** ngx_conf_log_error with ngx_log_errno. */
    private String cut() {
        if (text.length() <= LONGEST - ERRNO_ROOM) {
            return text;
        }
        int errno = Errno.atEnd(text);
        String words = errno == 0 ? "" : Errno.form(errno);
        String said = text.substring(0, text.length() - words.length());
        if (errno != 0 && said.length() > LONGEST - ERRNO_ROOM) {
            said = said.substring(0, LONGEST - ERRNO_ROOM) + "...";
        }
        String all = said + words;
        return all.length() > LONGEST ? all.substring(0, LONGEST) : all;
    }

    /** What nginx does about a finding. */
    public enum Effect {
        /** It says it, and stops or goes on as the severity is. */
        SEVERITY,
        /** It says it, and goes on in spite of the severity. */
        IGNORED,
        /** It stops without a word. */
        UNSAID
    }
}
