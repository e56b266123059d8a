package io.postern.peers;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Tests of one class with one {@link ClientStand}. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class AtTheStand {
    ClientStand stand;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        stand = new ClientStand(folder);
    }

    @AfterAll
    void stop() {
        if (stand != null) {
            stand.close();
        }
    }
}
