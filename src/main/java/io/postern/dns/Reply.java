package io.postern.dns;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a name server answered, as far as nginx looks at it.
 *
 * @param code the response code; other fields say nothing unless it is 0
 * @param empty whether there were no answers at all
 * @param addresses those of the kind asked for
 * @param name the first PTR's name, or the last CNAME's; in lower case, without a dot at its end
 * @param ttl seconds: the PTR's, or the least of all
 * @param fault why the last CNAME is none, in nginx's words; null where it is one, or there is none
 */
record Reply(
        int code,
        boolean empty,
        List<InetAddress> addresses,
        @Nullable String name,
        long ttl,
        @Nullable String fault) {
    private static final int MORE = -1;
    /** There is more of the answer than goes into a datagram. */
    static final Reply TRUNCATED = without(MORE);

    boolean isTruncated() {
        return code == MORE;
    }

    /** One without records. */
    static Reply without(int code) {
        return new Reply(code, true, List.of(), null, 0, null);
    }
}
