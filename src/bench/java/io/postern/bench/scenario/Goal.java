package io.postern.bench.scenario;

import io.postern.bench.driver.MailClient.Dialect;
import io.postern.bench.scenario.Login.Security;
import java.util.List;

/**
 * What Postern wants to reach.
 *
 * @param contender whose figure it is
 * @param relative whether it is the ratio to nginx, else the figure itself
 */
public record Goal(String contender, String figure, boolean relative, double goal, double moonshot) {
    private static final String POSTERN = "postern";

    /** The goals of a scenario; most have none: one loop and one size stand for all. */
    public static List<Goal> of(Scenario scenario) {
        if (scenario instanceof Traffic traffic
                && (traffic.setup().workers() > 1 || !traffic.setup().events().isEmpty())) {
            return List.of();
        }
        if (scenario instanceof Login login) {
            boolean kept = !login.setup().extension().isEmpty();
            return login.security() == Security.FULL_1_2
                            || (login.security() != Security.CLEAR && login.dialect() != Dialect.IMAP)
                    ? List.of()
                    : List.of(kept ? ratio("cpu µs/login", 0.8, 0.6) : ratio("cpu µs/login", 1.0, 0.8));
        }
        if (scenario instanceof Bulk bulk
                && bulk.sessions() == 8
                && bulk.setup().buffer() != 16) {
            if (bulk.tls()) {
                return bulk.setup().buffer() == 4 ? List.of(ratio("cpu s/GB", 0.9, 0.8)) : List.of();
            }
            return List.of(bulk.setup().buffer() == 4 ? ratio("cpu s/GB", 0.5, 0.3) : ratio("cpu s/GB", 0.8, 0.7));
        }
        if (scenario instanceof Ping ping && ping.sessions() == 32 && ping.rate() == 0) {
            return ping.tls()
                    ? List.of(ratio("cpu µs/ping", 1.0, 0.8))
                    : List.of(ratio("cpu µs/ping", 1.0, 0.9), ratio("p99 µs", 1.0, 0.9));
        }
        if (scenario instanceof Memory memory && !memory.stalled() && memory.sessions() > 5_000) {
            return List.of(ratio("Pss MB", 0.7, 0.5));
        }
        if (scenario instanceof Start start && start.servers() == 1) {
            return List.of(millis(17, 200, 120), millis(25, 150, 90));
        }
        if (scenario instanceof Check check && !check.grows()) {
            return List.of(millis(17, 120, 70), millis(25, 80, 45));
        }
        return List.of();
    }

    private static Goal ratio(String figure, double goal, double moonshot) {
        return new Goal(POSTERN, figure, true, goal, moonshot);
    }

    private static Goal millis(int jdk, double goal, double moonshot) {
        // the JDK that this runs on is the one that the launcher takes by itself
        String contender = jdk == Runtime.version().feature() ? POSTERN : POSTERN + ", JDK " + jdk;
        return new Goal(contender, "wall ms", false, goal, moonshot);
    }
}
