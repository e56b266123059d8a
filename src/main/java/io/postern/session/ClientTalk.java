package io.postern.session;

/** What we say to a client until it is logged in. Pure: bytes in, {@link Step}s out; never touches a connection. */
public interface ClientTalk {
    /** What came of reading on in the command buffer. */
    enum Parsed {
        /** The command is not complete yet. */
        AGAIN,
        /** A whole command stands ready for {@link ClientTalk#on()}. */
        COMMAND,
        /** An IMAP literal was announced; {@link ClientTalk#on()} says whether we answer. */
        LITERAL,
        /** No command of ours: counted against max_errors, answered by {@link ClientTalk#invalid()}. */
        INVALID
    }

    /** The first line of a session. */
    String greeting();

    /** Reads on where it stopped, as far as the bytes go (nginx's parse_command). */
    Parsed parse(CommandBuffer buffer);

    /** Answers what {@link #parse} completed. */
    Step on();

    /** Answers a command that is none, and forgets its state. */
    Step invalid();

    /** Called once TLS stands after a {@link Step.StartTls}: the protocol begins anew. */
    void secured();

    /** Words a refusal of the auth source for this protocol and readies the talk for another attempt. */
    String refusal(String message, String code);
}
