package io.postern.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.side.Ports;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Configurations made at random under nginx and here: the same requests, the same replies and lines. {@link BlockMain} plays as many as
 * one likes.
 */
class BlockRandomIT {
    private static final int SESSIONS = Integer.getInteger("http.sessions", 20);

    /** Any two. */
    @ParameterizedTest
    @ValueSource(longs = {60001, 60002})
    void madeUp_sameVerdictRepliesAndLines(long seed, @TempDir Path folder) throws Exception {
        SideBySide.nginx();
        try (Backend backend = new Backend(Ports.free())) {
            assertEquals(List.of(), BlockMain.said(folder, seed, backend.port()));
            List<String> differences = BlockMain.played(folder, seed, backend.port(), SESSIONS);
            assertEquals("", String.join("\n", differences));
        }
    }
}
