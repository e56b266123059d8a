package io.postern.net;

import io.postern.directive.Errno;
import io.postern.log.Level;

/** How loudly a broken connection is logged (ngx_connection_error). */
public final class ConnectionError {
    private ConnectionError() {}

    /**
     * The level of a line about an error while reading or writing.
     *
     * @param usual the level for what peers do: info for clients, error for back ends and auth servers
     */
    public static Level level(int errno, Level usual) {
        return Errno.isDoneByPeers(errno) ? usual : Level.ALERT;
    }

    /** For connect(2) itself (ngx_event_connect_peer). */
    public static Level connectLevel(int errno) {
        return switch (errno) {
            case 11, 100, 101, 104, 111, 112, 113 -> Level.ERROR;
            default -> Level.CRIT;
        };
    }
}
