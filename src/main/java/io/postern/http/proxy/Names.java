package io.postern.http.proxy;

import io.netty.channel.EventLoop;
import io.postern.http.model.Proxying;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Consumer;

/** Who asks name servers for hosts that are only known when a request is served. */
public interface Names {
    /** What was found: addresses, or why there are none ({@code 3: Host not found}). */
    record Found(List<InetAddress> addresses, String failure) {}

    /** Asks; the answer comes on the loop. */
    void find(String host, Proxying.Resolver resolver, EventLoop loop, Consumer<Found> then);
}
