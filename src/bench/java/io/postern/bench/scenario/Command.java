package io.postern.bench.scenario;

import io.postern.bench.contender.Contender;
import io.postern.bench.contender.NginxLike;
import io.postern.bench.measure.Sample;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A command timed as a whole. */
public non-sealed interface Command extends Scenario {
    @Override
    default @Nullable String unfit(Contender contender) {
        return contender instanceof NginxLike ? null : "reads no nginx.conf";
    }

    /** Runs the program once in a fresh folder. */
    Sample run(NginxLike contender, Path folder) throws IOException, InterruptedException;
}
