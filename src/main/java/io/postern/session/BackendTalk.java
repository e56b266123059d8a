package io.postern.session;

/** What we say to a back end until the client may talk to it. Pure. */
public interface BackendTalk {
    /**
     * Judges what has been received since the last step (nginx's ngx_mail_proxy_read_response) and says what comes next.
     *
     * @return {@link Step.Wait} for more, {@link Step.Say} to send a line, {@link Step.Through} when the relay may begin,
     *     {@link Step.Refused} when the back end answered something else
     */
    Step on(CommandBuffer reply);

    /** What we are doing, for the log ("sending user name to upstream"). */
    String action();
}
