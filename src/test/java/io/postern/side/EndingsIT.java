package io.postern.side;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every way in which a session may end too early ({@link EndingPlans}), played with nginx and with Postern: what each party heard, whether
 * its connection ended or was reset, and the log.
 */
class EndingsIT {
    @Test
    void everyEnding_isThatOfNginx(@TempDir Path folder) throws Exception {
        Rooms rooms = new Rooms();
        for (String protocol : List.of("imap", "pop3", "smtp")) {
            for (EndingPlans.Kind kind : EndingPlans.Kind.values()) {
                add(rooms, protocol, kind, folder);
            }
        }
        rooms.play(folder);
    }

    /** As many doors of that kind as share its endings between them, each with its own parties. */
    private static void add(Rooms rooms, String protocol, EndingPlans.Kind kind, Path folder) throws IOException {
        List<Plan> plans = new EndingPlans(protocol, kind).all();
        int doors = Math.min(kind.doors(), plans.size());
        for (int i = 0; i < doors; i++) {
            Stage stage = new Stage();
            List<String> extra = kind.directives(protocol, stage);
            if (i % 2 == 1) {
                extra.add("proxy_pass_error_message on;");
            }
            String name = protocol + "-" + kind + i;
            Door door = new Door(
                    name,
                    protocol,
                    kind == EndingPlans.Kind.UNIX ? Place.unix(folder.resolve(name)) : Place.port(Ports.free()),
                    stage.authPort(),
                    kind == EndingPlans.Kind.TLS ? Security.TLS : Security.NONE,
                    kind.proxied() ? "proxy_protocol" : "",
                    extra);
            List<Plan> mine = new ArrayList<>();
            for (int j = i; j < plans.size(); j += doors) {
                mine.add(plans.get(j));
            }
            rooms.add(stage, door, mine);
        }
    }
}
