package io.postern.http.proxy;

import io.netty.channel.EventLoop;
import io.postern.http.exchange.Exchange;

/** Where an upstream's reply goes: the client's side of the request. Owned here, implemented where clients are served. */
public interface Sink {
    Exchange exchange();

    EventLoop loop();

    /** Answers with a code of our own. */
    void special(int status);

    /** The reply's head stands in the exchange: send it. */
    void head();

    void body(byte[] bytes, int at, int length);

    void end();

    /** What comes makes no sense: what has not gone out yet stays here. */
    void lost();

    /** What has begun cannot be completed. */
    void broken();

    /** X-Accel-Redirect. */
    void redirect(String uri);

    /** So much waits to be taken by the client that reading should pause. */
    boolean full();

    void whenDrained(Runnable then);

    /** What to do when the client has gone. */
    void whenGone(Runnable then);

    void action(String doing);

    /** The upstream in hand as the log shows it: {@code http://127.0.0.1:8080/uri}; empty for none. */
    void upstream(String name);
}
