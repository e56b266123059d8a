package io.postern.session;

import io.postern.lang.Origin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every server block says, whatever its protocol.
 *
 * @param protocol the protocol's name
 * @param timeout milliseconds
 * @param serverName the name we go by
 * @param ssl where {@code listen … ssl} stands; null where it does not
 */
public record CoreSettings(
        List<Listen> listens,
        String protocol,
        long timeout,
        int maxErrors,
        String serverName,
        @Nullable Origin ssl) {}
