package io.postern.session;

import java.net.SocketAddress;

/** What an {@link Authority} answered. */
public sealed interface Verdict {
    /** Carry the client to this back end; overridden logins and passwords already stand in its facts. */
    record Route(SocketAddress backend, String name) implements Verdict {}

    /**
     * Refused: tell the client this after so many seconds (Auth-Wait); zero means tell it and close.
     *
     * @param code the value of Auth-Error-Code; empty when there was none: a protocol that shows codes has its own default
     */
    record Refusal(String message, String code, long waitSeconds) implements Verdict {}

    /** Ask again after so many seconds (Auth-Status: WAIT); zero means at once. */
    record Again(long waitSeconds) implements Verdict {}

    /** We could not find out: an internal server error for the client. */
    record Failed() implements Verdict {}
}
