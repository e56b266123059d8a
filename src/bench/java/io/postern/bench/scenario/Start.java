package io.postern.bench.scenario;

import io.postern.bench.contender.NginxLike;
import io.postern.bench.contender.Running;
import io.postern.bench.driver.Ports;
import io.postern.bench.measure.ProcessMeter;
import io.postern.bench.measure.Sample;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** From exec until the last of so many listeners answers. */
record Start(int servers, boolean grows) implements Command {
    @Override
    public String name() {
        return "start to listening, " + servers + " server" + (servers == 1 ? "" : "s");
    }

    @Override
    public @Nullable Curve curve() {
        return grows ? new Curve("start as the configuration grows", "servers", servers) : null;
    }

    @Override
    public Sample run(NginxLike contender, Path folder) throws IOException {
        Ports ports = Ports.free();
        String text = GeneratedConf.servers(servers, ports.imap());
        long start = System.nanoTime();
        try (Running proxy = contender.start(text, ports, folder, ports.imap())) {
            double wall = (System.nanoTime() - start) / 1e6;
            return new Sample()
                    .less("wall ms", wall)
                    .less("cpu ms", ProcessMeter.cpuNanos(proxy.pid()) / 1e6)
                    .less("Pss MB", proxy.pssKib() / 1024.0);
        }
    }
}
