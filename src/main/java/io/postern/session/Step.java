package io.postern.session;

/** What a talk wants done next; texts are ISO-8859-1, byte for byte. Taken apart in exactly one place per side: the session and the dial. */
public sealed interface Step {
    /** Send this and read on. */
    record Say(String text) implements Step {}

    /**
     * Nothing to send: more of the same reply is awaited. Where the buffer is full already, the next byte is the end: nginx then fails
     * without a line of its own.
     */
    record Wait() implements Step {}

    /** Send this and begin TLS; the talk has emptied the command buffer. */
    record StartTls(String text) implements Step {}

    /** The facts hold credentials: ask the auth source. */
    record Ask() implements Step {}

    /** The back end has let us in; send these bytes to the client first and relay from here. */
    record Through(String first) implements Step {}

    /**
     * The back end refused.
     *
     * @param words all it said, CR LF included, for proxy_pass_error_message
     * @param judged the part that was judged, without its last CR LF, for the log
     */
    record Refused(String words, String judged) implements Step {}

    /** Send this and close. */
    record Bye(String text) implements Step {}

    /**
     * There is no going on: log this as an error, send the protocol's internal server error, and close.
     *
     * @param action what we were about to do, for the log; empty where that does not change
     */
    record Broken(String why, String action) implements Step {}
}
