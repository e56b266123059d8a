package io.postern.bench;

import static io.postern.bench.LoginScenario.Security.CLEAR;
import static io.postern.bench.LoginScenario.Security.FULL_HANDSHAKE;
import static io.postern.bench.LoginScenario.Security.RESUMED;
import static io.postern.bench.MailClient.Dialect.IMAP;
import static io.postern.bench.MailClient.Dialect.POP3;
import static io.postern.bench.MailClient.Dialect.SMTP;

import java.util.List;

/** What is measured, in the order of the table. */
final class Scenarios {
    private Scenarios() {}

    static List<Scenario> all(double scale) {
        int logins = amount(10_000, scale);
        int megabytes = amount(2_000, scale);
        int pings = amount(200_000, scale);
        return List.of(
                new LoginScenario(IMAP, logins, 32, CLEAR, ""),
                new LoginScenario(POP3, logins, 32, CLEAR, ""),
                new LoginScenario(SMTP, logins, 32, CLEAR, ""),
                new BulkScenario(true, 1, megabytes, "4k", false),
                new BulkScenario(true, 8, megabytes, "4k", false),
                new BulkScenario(true, 64, megabytes, "4k", false),
                new BulkScenario(true, 8, megabytes, "16k", false),
                new BulkScenario(true, 8, megabytes, "64k", false),
                new BulkScenario(false, 8, megabytes, "4k", false),
                new BulkScenario(false, 8, megabytes, "64k", false),
                new PingScenario(1, pings / 4, false),
                new PingScenario(32, pings, false),
                new MemoryScenario(false, amount(2_000, scale), false),
                new MemoryScenario(false, amount(9_500, scale), false),
                new MemoryScenario(true, amount(5_000, scale), false),
                new LoginScenario(IMAP, logins / 4, 32, FULL_HANDSHAKE, ""),
                new LoginScenario(IMAP, logins / 2, 32, RESUMED, ""),
                new BulkScenario(true, 8, megabytes, "4k", true),
                new BulkScenario(false, 8, megabytes, "4k", true),
                new PingScenario(32, pings, true),
                new MemoryScenario(false, amount(2_000, scale), true));
    }

    /** Commands timed as a whole, from exec to exit or to the first answer. */
    static List<CommandScenario> commands() {
        return List.of(
                new CommandScenario.Start(),
                new CommandScenario.Check("check a typical file", CommandScenario.TYPICAL),
                new CommandScenario.Check("check a config of 1,000 directives", CommandScenario.generated(1_000)),
                new CommandScenario.Check("check a config of 10,000 directives", CommandScenario.generated(10_000)),
                new CommandScenario.Check("check a config of 100,000 directives", CommandScenario.generated(100_000)));
    }

    private static int amount(int full, double scale) {
        return Math.max(10, (int) (full * scale));
    }
}
