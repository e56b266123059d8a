package io.postern.tls;

import static io.postern.tls.TlsPair.BY_THE_JDK;
import static io.postern.tls.TlsPair.PAIR;
import static io.postern.tls.TlsPair.client;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How one side or the other says goodbye (RFC 8446, 6.1). */
class GoodbyeTest {
    @TempDir
    private static Path folder;

    @BeforeAll
    static void makeFiles() throws Exception {
        new TlsLab(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", BY_THE_JDK})
    void goodbye_endsTheInput_andIsAnswered(String engine) throws Exception {
        TlsPair pair = new TlsPair(encryption(PAIR + engine), client("TLSv1.2").build(), 4096);
        pair.pump();
        pair.wire.close();
        pair.pump();
        assertTrue(pair.ssl.sslCloseFuture().isDone(), "close_notify has arrived");
        pair.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", BY_THE_JDK})
    void answeredGoodbye_isNotWaitedForAnyLonger(String engine) throws Exception {
        TlsPair pair = new TlsPair(encryption(PAIR + engine), client("TLSv1.2").build(), 4096);
        pair.pump();
        pair.wire.close();
        assertTrue(pair.wire.closed());
        assertTrue(pair.server.isOpen(), "the client's goodbye is waited for");
        pair.pump();
        assertFalse(pair.server.isOpen());
        pair.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", BY_THE_JDK})
    void quietClose_saysNoGoodbye(String engine) throws Exception {
        TlsPair pair = new TlsPair(encryption(PAIR + engine), client("TLSv1.2").build(), 4096);
        pair.pump();
        pair.guard.quiet();
        pair.wire.close();
        assertNull(pair.server.readOutbound());
        assertFalse(pair.server.isOpen());
        pair.close();
    }

    private static Encryption encryption(String directives) throws Exception {
        return TlsPair.encryption(folder, directives);
    }
}
