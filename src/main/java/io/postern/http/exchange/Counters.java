package io.postern.http.exchange;

/** What stub_status prints; mail sessions count too. Safe on any thread. */
public interface Counters {
    long active();

    long accepted();

    long handled();

    long requests();

    long reading();

    long writing();

    long waiting();
}
