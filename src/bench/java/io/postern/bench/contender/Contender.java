package io.postern.bench.contender;

import io.postern.bench.driver.Load;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One column of the table: a program that is put between clients and back ends. */
public interface Contender {
    String name();

    /** Why it cannot run on this machine; null when it can. */
    @Nullable
    String missing();

    /** Why it cannot be configured like this; null when it can. */
    default @Nullable String unfit(Setup setup) {
        if (!setup.events().isEmpty()) {
            return "knows no events { use }";
        }
        return setup.extension().isEmpty() ? null : "knows no " + setup.extension();
    }

    /** Starts it in a folder of its own and waits until it answers. */
    Running start(Setup setup, Load load, Path certificates, Path folder) throws IOException, InterruptedException;
}
