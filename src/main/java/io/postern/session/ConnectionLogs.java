package io.postern.session;

import io.postern.log.Log;
import java.util.function.Supplier;

/** Makes the log of one connection ({@link io.postern.log.ErrorLog#connection} is one). */
public interface ConnectionLogs {
    /**
     * A log whose lines carry the connection's number in front and its context behind.
     *
     * @param context asked for each line: {@code  while …, client: …}
     */
    Log connection(long number, Supplier<String> context);
}
