package io.postern.bench.scenario;

import io.postern.bench.contender.NginxLike;
import io.postern.bench.measure.Sample;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** {@code -t} of a file with so many servers, from exec to exit. */
record Check(int servers, boolean grows) implements Command {
    @Override
    public String name() {
        return "-t, " + servers + " server" + (servers == 1 ? "" : "s")
                + (servers == GeneratedConf.TYPICAL_SERVERS ? " (100 lines)" : "");
    }

    @Override
    public @Nullable Curve curve() {
        return grows ? new Curve("-t as the configuration grows", "servers", servers) : null;
    }

    @Override
    public Sample run(NginxLike contender, Path folder) throws IOException, InterruptedException {
        return contender.check(GeneratedConf.servers(servers), folder);
    }
}
