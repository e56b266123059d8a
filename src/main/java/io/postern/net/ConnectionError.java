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

    /** The level of the line about a client that could not be accepted (ngx_event_accept). */
    public static Level acceptLevel(int errno) {
        return switch (errno) {
            case Errno.ECONNABORTED -> Level.ERROR;
            case Errno.EMFILE, Errno.ENFILE -> Level.CRIT;
            default -> Level.ALERT;
        };
    }

    /** Whether there was not even a socket for a connection, or no room (ngx_event_connect_peer's NGX_ERROR). */
    public static boolean noSocket(Wire broken) {
        return broken instanceof NoWire;
    }

    private static boolean unwatched(Wire broken) {
        return broken instanceof SocketWire wire && wire.unwatched();
    }

    /** The level of the line about a connection that could not be begun (ngx_event_connect_peer). */
    public static Level beginLevel(Wire broken) {
        if (noSocket(broken) || unwatched(broken)) {
            return Level.ALERT;
        }
        return switch (broken.errno()) {
            case 11, 100, 101, 104, 111, 112, 113 -> Level.ERROR;
            default -> Level.CRIT;
        };
    }

    /** The words of that line, without the system's own behind them. */
    public static String beginWords(Wire broken, String to) {
        return noSocket(broken) || unwatched(broken) ? broken.failure() : "connect() to " + to + " failed";
    }
}
