package io.postern.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * nginx's own switches, read exactly as its ngx_get_options reads them: clustered, values attached or next, the last one wins.
 * Our long options are Picocli's ({@link LongOptions}).
 *
 * @param help -h, -?
 * @param version -v
 * @param configure -V
 * @param test -t, -T
 * @param dump -T
 * @param quiet -q
 * @param signal stop, quit, reopen or reload
 */
record Switches(
        boolean help,
        boolean version,
        boolean configure,
        boolean test,
        boolean dump,
        boolean quiet,
        @Nullable String prefix,
        @Nullable String errorLog,
        @Nullable String confFile,
        String globals,
        @Nullable String signal) {

    /** A command line that nginx refuses; the message is nginx's. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String words) {
            super(words, null, false, false);
        }

        String words() {
            return String.valueOf(getMessage());
        }
    }

    static Switches of(List<String> args) throws Refused {
        SwitchReader reader = new SwitchReader(args);
        reader.read();
        return reader.switches();
    }
}
