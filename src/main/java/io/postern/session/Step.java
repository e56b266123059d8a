package io.postern.session;

/** What a talk wants done next; texts are ISO-8859-1, byte for byte. Taken apart in exactly one place per side: the session and the dial. */
public sealed interface Step {
    /** Send this and read on. */
    record Say(String text) implements Step {}

    /** Send this, the answer to an invalid command, and read on (or close, when there were too many). */
    record Wrong(String text) implements Step {}

    /** Nothing to send: more of the same command or reply is awaited. */
    record Wait() implements Step {}

    /** Send this, drop what is buffered and begin TLS. */
    record StartTls(String text) implements Step {}

    /** The facts hold credentials: ask the auth source. */
    record Ask() implements Step {}

    /** The back end has let us in; send these bytes to the client first and relay from here. */
    record Through(String first) implements Step {}

    /** The back end refused: its words, for proxy_pass_error_message. */
    record Refused(String words) implements Step {}

    /** Send this and close. */
    record Bye(String text) implements Step {}

    /** We failed: the protocol's internal server error, and close. */
    record Broken() implements Step {}
}
