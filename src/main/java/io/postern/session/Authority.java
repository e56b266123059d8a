package io.postern.session;

import java.util.function.Consumer;

/** Whom a session asks whether its client may log in, and where to. Owned here, implemented a floor above. */
public interface Authority {
    /**
     * Asks for the credentials in the client's facts. The answer comes later, once, on the session's event loop.
     *
     * @return what takes the question back: called when the client has gone, after which no answer comes
     */
    Runnable ask(Client client, Consumer<Verdict> then);
}
