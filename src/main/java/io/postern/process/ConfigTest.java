package io.postern.process;

import io.postern.carried.Carried;
import io.postern.directive.Complaint;
import io.postern.directive.ConfFiles;
import io.postern.directive.Cycle;
import io.postern.directive.Errno;
import io.postern.directive.Finding;
import io.postern.lang.Grammar;
import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.settings.Configuration;
import io.postern.settings.ConfigurationReader;
import java.net.InetAddress;

/** Reads and checks a configuration as nginx does on every start and on {@code -t}. */
public final class ConfigTest {
    private ConfigTest() {}

    /** Says at the very beginning, as nginx does on a test too, that an older process has handed over its sockets. */
    public static void begin(Log log) {
        Inherited.of(System.getenv(), log);
    }

    /** Writes the line that nginx has for a finding. */
    public static void write(Finding finding, Log log) {
        Level level = Level.valueOf(finding.severity().name());
        String line = finding.line();
        int errno = finding.located() ? 0 : Errno.atEnd(line);
        if (errno == 0) {
            log.write(level, line);
        } else {
            log.write(level, errno, line.substring(0, line.lastIndexOf(" (")));
        }
    }

    /** Reads the configuration; findings are the cycle's. */
    public static Result run(Cycle cycle, ConfFiles files) {
        boolean tries = cycle.launch().test() && cycle.touches();
        // nobody waits for the JDK's part, which looks after itself
        new Ahead(tries ? Trial::load : InetAddress::getLoopbackAddress);
        Ahead grammar = new Ahead(Grammar::load);
        ConfigurationReader reader = new ConfigurationReader(Modules.all(), new Carried(cycle), files);
        grammar.await();
        Configuration configuration = reader.read(cycle);
        if (cycle.syntaxOk() && !cycle.failed()) {
            try {
                Afterwards.check(configuration, cycle);
                if (tries) {
                    Trial.run(configuration, cycle);
                }
            } catch (Complaint complaint) {
                cycle.report(complaint, null);
            }
        }
        return new Result(configuration, cycle.syntaxOk(), !cycle.failed());
    }

    /**
     * How it went.
     *
     * @param syntaxOk whether nginx would say "syntax is ok"
     * @param passed whether the configuration can be used
     */
    public record Result(Configuration configuration, boolean syntaxOk, boolean passed) {}
}
