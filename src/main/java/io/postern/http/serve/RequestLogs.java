package io.postern.http.serve;

import io.postern.log.Log;
import java.util.function.Supplier;

/** Makes the log of one connection. */
@FunctionalInterface
public interface RequestLogs {
    /**
     * A log whose lines carry the connection's number in front and its context behind.
     *
     * @param context asked for each line: {@code  while …, client: …}
     */
    Log connection(long number, Supplier<String> context);
}
