package io.postern.bench;

import java.util.List;

/** What is measured, in the order of the table. */
final class Scenarios {
    private Scenarios() {}

    static List<Scenario> all(double scale) {
        int logins = amount(10_000, scale);
        int megabytes = amount(2_000, scale);
        int pings = amount(200_000, scale);
        return List.of(
                new LoginScenario(MailClient.Dialect.IMAP, logins, 32, ""),
                new LoginScenario(MailClient.Dialect.POP3, logins, 32, ""),
                new LoginScenario(MailClient.Dialect.SMTP, logins, 32, ""),
                new BulkScenario(true, 1, megabytes, "4k"),
                new BulkScenario(true, 8, megabytes, "4k"),
                new BulkScenario(true, 64, megabytes, "4k"),
                new BulkScenario(true, 8, megabytes, "16k"),
                new BulkScenario(true, 8, megabytes, "64k"),
                new BulkScenario(false, 8, megabytes, "4k"),
                new BulkScenario(false, 8, megabytes, "64k"),
                new PingScenario(1, pings / 4),
                new PingScenario(32, pings),
                new MemoryScenario(false, amount(2_000, scale)),
                new MemoryScenario(false, amount(10_000, scale)),
                new MemoryScenario(true, amount(5_000, scale)));
    }

    private static int amount(int full, double scale) {
        return Math.max(10, (int) (full * scale));
    }
}
