package io.postern.http.exchange;

/** What variables and pages know beyond the request: the connection's counters and the process. */
public interface Surroundings {
    /** Requests on this connection so far, this one included. */
    long connectionRequests();

    /** How many bytes of the reply are on their way, but not taken by the kernel yet. */
    int untaken();

    String hostname();

    long pid();

    Counters counters();

    /** Whether no further request is taken on this connection: the process or its configuration is about to go. */
    boolean isLeaving();
}
