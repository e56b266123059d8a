package io.postern.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.internal.logging.InternalLogger;
import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.log.Pid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sockets handed over, and what Netty complains of. */
class InheritedTest {
    private final List<String> lines = new ArrayList<>();
    private final Log log = new Log() {
        @Override
        public boolean takes(Level level) {
            return true;
        }

        @Override
        public void write(Level level, String text) {
            lines.add("[" + level.label() + "] " + text);
        }

        @Override
        public void write(Level level, int errno, String text) {
            write(level, text);
        }
    };

    @Test
    void variable_ofAnOlderProcess() {
        Inherited inherited = Inherited.of(Map.of("NGINX", "6;17:"), log);
        assertEquals(List.of(6, 17), inherited.sockets());
        assertEquals(List.of(), inherited.lent());
        assertEquals(
                List.of(17),
                Inherited.of(Map.of("NGINX", "6;17:", "POSTERN_LISTEN_FDS", "17;"), log)
                        .lent());
        lines.remove(1);
        assertTrue(inherited.upgraded());
        assertEquals(List.of("[notice] using inherited sockets from \"6;17:\""), lines);
    }

    @Test
    void brokenVariable_isUsedUpToThere() {
        assertEquals(List.of(6), Inherited.of(Map.of("NGINX", "6;x;7;"), log).sockets());
        assertEquals(
                "[emerg] invalid socket number \"x;7;\" in NGINX environment variable, ignoring the rest of the variable",
                lines.get(1));
        assertEquals("[emerg] invalid socket number \"x;7;\" in NGINX environment variable, ignoring", lines.get(2));
        lines.clear();
        assertEquals(List.of(6), Inherited.of(Map.of("NGINX", "6;7"), log).sockets());
        assertEquals("[emerg] invalid socket number \"7\" in NGINX environment variable, ignoring", lines.get(1));
    }

    @Test
    void systemdsSockets_onlyWhenTheyAreForUs() {
        Inherited ours = Inherited.of(Map.of("LISTEN_PID", Pid.text(), "LISTEN_FDS", "2"), log);
        assertEquals(List.of(3, 4), ours.sockets());
        assertEquals(List.of(3, 4), ours.lent());
        assertFalse(ours.upgraded());
        assertEquals(
                List.of(),
                Inherited.of(Map.of("LISTEN_PID", "1", "LISTEN_FDS", "2"), log).sockets());
    }

    @Test
    void nettysWarnings_areAlerts() {
        InternalLogger logger = new NettyLog(() -> log).newInstance("x");
        logger.warn("{} failed: {}", "task", new IllegalStateException("oops"));
        logger.debug("nothing");
        assertEquals(1, lines.size());
        assertTrue(
                lines.get(0).startsWith("[alert] task failed: java.lang.IllegalStateException: oops at io.postern"),
                lines.get(0));
    }
}
