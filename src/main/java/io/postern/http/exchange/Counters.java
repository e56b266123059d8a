package io.postern.http.exchange;

/** What stub_status prints; mail sessions are among the active ones and those accepted. Safe on any thread. */
public interface Counters {
    long active();

    long accepted();

    long handled();

    long requests();

    long reading();

    long writing();

    long waiting();
}
