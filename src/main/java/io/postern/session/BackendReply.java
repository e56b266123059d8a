package io.postern.session;

import org.jspecify.annotations.Nullable;

/**
 * What a back end has sent, as far as all protocols judge it alike (nginx's ngx_mail_proxy_read_response): it ends with CR LF, and it
 * fits proxy_buffer.
 */
public final class BackendReply {
    /** Shorter ones are not looked at. */
    public static final int SHORTEST = 4;

    private BackendReply() {}

    /** {@link Step.Wait} for more, {@link Step.Broken} where there is no room for more, null where lines can be judged. */
    public static @Nullable Step incomplete(CommandBuffer reply) {
        int last = reply.last();
        if (last - reply.pos() < SHORTEST) {
            return new Step.Wait();
        }
        byte[] bytes = reply.bytes();
        if (bytes[last - 2] == '\r' && bytes[last - 1] == '\n') {
            return null;
        }
        return reply.isFull()
                ? new Step.Broken(
                        "upstream sent too long response line: \"" + upToNul(reply.text(reply.pos(), last - 1)) + '"',
                        "")
                : new Step.Wait();
    }

    /** A refusal; {@code from} is where the judged line begins. */
    public static Step refused(CommandBuffer reply, int from) {
        return new Step.Refused(reply.text(reply.pos(), reply.last()), reply.text(from, reply.last() - 2));
    }

    /** The back end let us in: what it said goes to the client. */
    public static Step through(CommandBuffer reply) {
        return new Step.Through(reply.text(reply.pos(), reply.last()));
    }

    /** Whether these bytes stand there; never looks beyond what was received. */
    public static boolean says(CommandBuffer reply, int at, String text) {
        if (at + text.length() > reply.last()) {
            return false;
        }
        byte[] bytes = reply.bytes();
        for (int i = 0; i < text.length(); i++) {
            if ((bytes[at + i] & 0xff) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The text before its first NUL, where nginx's log stops. */
    public static String upToNul(String text) {
        int nul = text.indexOf('\0');
        return nul < 0 ? text : text.substring(0, nul);
    }
}
