package io.postern.http.serve;

import io.netty.channel.EventLoop;
import io.postern.http.exchange.Exchange;

/** Where a reply goes: the client's connection as one request sees it. */
interface ReplySink {
    EventLoop loop();

    /** Sends bytes; false when the client is gone. */
    boolean send(byte[] bytes);

    /** Whether so much waits to be taken that the source should pause. */
    boolean full();

    /** Called once what waited has been taken. */
    void whenDrained(Runnable then);

    /** The client's body is not wanted: what has come of it is thrown away. False when it is none, which is logged. */
    boolean discardBody();

    /** Reads the client's body, then goes on; what cannot be read is answered here. */
    void readBody(Runnable then);

    /** The reply is complete: log it and go on with the next request, or close. */
    void finished(Exchange x);

    /** Closes without a word (return 444). */
    void abort(Exchange x, int status);

    /** The reply's head was replaced on its way out: closes behind what has been sent. */
    void cut(Exchange x);

    /** Called when the client has gone while its reply is being made. */
    void whenGone(Runnable then);

    /** What the log says we are doing. */
    void action(String doing);

    /** The upstream in hand, for the log; empty for none. */
    void upstream(String name);
}
