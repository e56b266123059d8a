package io.postern.session;

import io.postern.log.Log;
import java.net.SocketAddress;
import java.util.function.Supplier;

/** Makes the log of one connection ({@link io.postern.log.ErrorLog#connection} is one). */
public interface ConnectionLogs {
    /**
     * A log whose lines carry the connection's number in front and its context behind.
     *
     * @param client the address the connection came from
     * @param context asked for each line: {@code  while …, client: …}
     */
    Log connection(long number, SocketAddress client, Supplier<String> context);
}
