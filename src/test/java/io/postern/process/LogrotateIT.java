package io.postern.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The rule of {@code src/dist/logrotate} with logrotate itself, but for its places; beside the real nginx. */
class LogrotateIT extends Checklist {
    private static final List<Path> PLACES = List.of(Path.of("/usr/sbin/logrotate"), Path.of("/usr/bin/logrotate"));

    @Test
    void rule_movesLogs_andTheProgramWritesNewOnes() throws Exception {
        Path logrotate = PLACES.stream().filter(Files::isExecutable).findFirst().orElse(null);
        Assumptions.assumeTrue(logrotate != null, "logrotate is not installed");
        same(n -> {
            Path rule = n.site.path("rule.conf");
            Files.writeString(
                    rule,
                    Files.readString(Path.of("src/dist/logrotate/postern"))
                            .replace("/var/log/postern", n.site.path("logs").toString())
                            .replace("/run/postern", n.site.path("logs").toString()));
            int pid = n.start();
            for (int i = 1; i <= 2; i++) {
                Process rotating = new ProcessBuilder(
                                logrotate.toString(),
                                "--force",
                                "--state",
                                n.site.path("state").toString(),
                                rule.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(n.site.path("out-rotate" + i).toFile())
                        .start();
                rotating.waitFor(60, TimeUnit.SECONDS);
                n.note("rotated: " + rotating.exitValue() + n.site.text("out-rotate" + i));
                assertEquals(0, rotating.exitValue(), n.site.text("out-rotate" + i));
                n.site.until("the new log is there", () -> Files.exists(n.site.path("logs/error.log")));
                Site.signal("HUP", pid);
                n.site.untilLogged("reconfiguring");
                n.serves();
            }
            n.files();
            n.end("QUIT", pid);
            n.note("its last words are there: " + (n.count(": exit") > 0));
        });
    }
}
