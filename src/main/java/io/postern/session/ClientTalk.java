package io.postern.session;

/**
 * What we say to a client until it is logged in. Bytes in, {@link Step}s out; never touches a connection. One per session, confined to
 * its event loop.
 *
 * <p>The session fills the command buffer and calls {@link #parse()}; on {@link Parsed#READY} it applies {@link #on()}, on
 * {@link Parsed#INVALID}, or when the buffer is full and still {@link Parsed#AGAIN}, {@link #invalid()}. Counting errors and saying why
 * in the log is the session's (nginx's ngx_mail_read_command); emptying the buffer after a whole command is the talk's (the
 * *_auth_state functions).
 */
public interface ClientTalk {
    /** What came of reading on in the command buffer. */
    enum Parsed {
        /** The command is not complete yet; everything received has been looked at. */
        AGAIN,
        /** Something stands ready for {@link ClientTalk#on()}: a command, the answer to a challenge, an announced literal. */
        READY,
        /** No command of ours: counted against max_errors, answered by {@link ClientTalk#invalid()}. */
        INVALID
    }

    /** The first line of a session. */
    String greeting();

    /** Reads on where it stopped, as far as the bytes go (nginx's parse_command). */
    Parsed parse();

    /** Answers what {@link #parse} completed: {@link Step.Say}, {@link Step.Bye}, {@link Step.StartTls} or {@link Step.Ask}. */
    Step on();

    /** Answers a command that is none, and forgets its state: {@link Step.Say}, or {@link Step.Bye} where nginx hangs up at once. */
    Step invalid();

    /** Called once TLS stands after a {@link Step.StartTls}, with {@link Facts#secure} set: the protocol begins anew. */
    void secured();

    /** Words a refusal of the auth source for this protocol. */
    String refusal(String message, String code);

    /** Called when a refusal is about to be sent and the session goes on (Auth-Wait): commands are read again. */
    void resumed();

    /** Logs and answers a client that spoke before the greeting (smtp_greeting_delay); what it said stands in the buffer. */
    default Step tooEarly() {
        throw new IllegalStateException("greets at once");
    }
}
