package io.postern.side;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random servers with TLS and random clients: what is answered, how it ends, what the auth server is told and what is logged are the same
 * with nginx and with Postern.
 *
 * <p>{@code -Dside.seed}, {@code -Dside.doors} and {@code -Dside.sessions} choose which and how many.
 */
class TlsRandomIT {
    private static final long SEED = Long.getLong("side.seed", 20261127);
    private static final int DOORS = Integer.getInteger("side.doors", 12);
    private static final int SESSIONS = Integer.getInteger("side.sessions", 48);

    @Test
    void handshakes_cannotBeToldApart(@TempDir Path folder) throws Exception {
        TlsPapers papers = new TlsPapers(Files.createDirectories(folder.resolve("papers")));
        Rooms rooms = new Rooms();
        for (int i = 0; i < DOORS; i++) {
            TlsDice dice = new TlsDice(new Dice(SEED * 1000 + i), papers);
            Stage stage = new Stage();
            Door door = dice.door(i, stage);
            List<Plan> plans = new ArrayList<>();
            while (plans.size() < SESSIONS / DOORS) {
                plans.add(dice.plan(door));
            }
            rooms.add(stage, door, plans);
        }
        rooms.playAll(folder);
    }
}
