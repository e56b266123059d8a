package io.postern.session;

/** What we say to a back end until the client may talk to it. Bytes in, {@link Step}s out; one per session, on its event loop. */
public interface BackendTalk {
    /**
     * Judges all that has been received since our last line (nginx's ngx_mail_proxy_read_response and the *_handler that called it).
     * Called after each read; the caller empties the buffer when it has sent a {@link Step.Say}.
     *
     * @return {@link Step.Wait} for more, {@link Step.Say} to send a line, {@link Step.Through} when the relay may begin,
     *     {@link Step.Refused} when the back end answered something else, {@link Step.Broken} when there is no going on
     */
    Step on(CommandBuffer reply);

    /** What we do with the line that {@link #on} gave last, for the log ("sending user name to upstream"). */
    String action();
}
