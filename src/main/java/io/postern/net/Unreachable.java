package io.postern.net;

import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;

/**
 * Which of the system's two errors it is that Netty makes one of, without words: ENETUNREACH or EHOSTUNREACH. Where there is no way the
 * system says so at once, so asking a second time costs little; the JDK gives its words.
 */
final class Unreachable {
    private Unreachable() {}

    /** The JDK's exception for the same address; Netty's if a way has been found meanwhile. */
    static IOException said(SocketAddress remote, NoRouteToHostException wordless) {
        if (wordless.getMessage() != null) {
            return wordless;
        }
        try (SocketChannel again = SocketChannel.open()) {
            again.configureBlocking(false);
            again.connect(remote);
        } catch (IOException e) {
            return e;
        }
        return wordless;
    }
}
