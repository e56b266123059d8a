package io.postern.session;

/** Takes a logged-in client to its back end. Owned here, implemented a floor above. */
public interface Carrier {
    /** Connects, logs in there and relays; from here on the session's connection belongs to the carrier. */
    void carry(Session session, Verdict.Route route);
}
