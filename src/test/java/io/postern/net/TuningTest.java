package io.postern.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.unix.Socket;
import io.postern.directive.Errno;
import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.net.Listening.Keepalive;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options of a socket that stays over a reload. */
class TuningTest {
    private static final int SOL_SOCKET = 1;
    private static final int SO_KEEPALIVE = 9;

    private final Transport transport = Transport.of("epoll");
    private final IoEventLoopGroup loops = transport.loops(1, Thread::new);
    private final Listeners listeners = new Listeners(transport, loops);
    private final List<String> lines = new ArrayList<>();
    private final Log log = new Log() {
        @Override
        public boolean takes(Level level) {
            return true;
        }

        @Override
        public void write(Level level, String text) {
            lines.add(level + " " + text);
        }

        @Override
        public void write(Level level, int errno, String text) {
            lines.add(level + " " + errno + " " + text);
        }
    };

    @AfterEach
    void end() {
        listeners.leave();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private void serve(Listening listening) throws Exception {
        Acceptor nobody = new Acceptor() {
            @Override
            public void accept(Wire wire) {
                wire.close();
            }

            @Override
            public void failed(SocketAddress address, int errno) {}
        };
        listeners.prepare(Map.of(listening, nobody), log).commit(log);
    }

    private Socket socket() {
        return new Socket(listeners.descriptors().get(0));
    }

    private static InetSocketAddress free() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }
    }

    @Test
    void socketThatStays_getsWhatListenSaysNow() throws Exception {
        InetSocketAddress address = free();
        serve(Listening.on(address));
        int descriptor = socket().intValue();
        int before = socket().getReceiveBufferSize();
        assertEquals(0, socket().getIntOpt(SOL_SOCKET, SO_KEEPALIVE));

        serve(new Listening(address, 77, 8192, 9216, true, new Keepalive(Keepalive.Use.ON, 30, 5, 3)));
        assertEquals(descriptor, socket().intValue(), "it is the same socket");
        assertEquals(2 * 8192, socket().getReceiveBufferSize(), "Linux doubles it");
        assertEquals(2 * 9216, socket().getSendBufferSize());
        assertEquals(1, socket().getIntOpt(SOL_SOCKET, SO_KEEPALIVE));

        serve(Listening.on(address));
        assertEquals(2 * 8192, socket().getReceiveBufferSize(), "what is no longer said stays, as in nginx");
        assertTrue(before != 2 * 8192);
        assertEquals(List.of(), lines);
    }

    @Test
    void whatTheSystemRefuses_isSaidAndLetBe(@TempDir Path folder) throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        serve(new Listening(address, 511, -1, -1, true, new Keepalive(Keepalive.Use.AS_IS, 30, 0, 0)));
        assertEquals(List.of("ALERT 95 setsockopt(TCP_KEEPIDLE, 30) unix:" + folder + "/s failed, ignored"), lines);
    }

    /** As from an environment that does not tell the truth: nginx says so and goes on. */
    @Test
    void descriptorThatIsNone_isRefused() {
        IOException why = assertThrows(IOException.class, () -> listeners.adopt(999_999, false));
        assertEquals(9, Errno.of(why));
    }

    @Test
    void fileThatHasGone_isMissed(@TempDir Path folder) throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        serve(Listening.on(address));
        Files.delete(address.getPath());
        listeners.close(log);
        assertEquals(List.of("EMERG 2 unlink() " + folder + "/s failed"), lines);
        assertFalse(Files.exists(address.getPath()));
    }
}
