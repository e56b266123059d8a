package io.postern.http;

import io.postern.directive.Block;
import io.postern.http.match.Http;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What of http{} we serve.
 *
 * @param http null where there is nothing
 * @param leftAlone the server blocks that are somebody else's
 * @param leftListeners the addresses of servers of ours that are left to others with these
 * @param hostname this machine's name
 */
public record HttpSettings(@Nullable Http http, List<Block> leftAlone, List<String> leftListeners, String hostname) {
    /** What the log says at start of the servers left alone; null where there are none. */
    public @Nullable String notice() {
        return leftAlone.isEmpty()
                ? null
                : "http servers left to others: "
                        + leftAlone.stream().map(b -> b.origin().toString()).collect(Collectors.joining(", "))
                        + (leftListeners.isEmpty()
                                ? ""
                                : "; addresses left with them: " + String.join(", ", leftListeners));
    }
}
