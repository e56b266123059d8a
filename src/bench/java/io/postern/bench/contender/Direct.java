package io.postern.bench.contender;

import io.postern.bench.driver.Load;
import io.postern.bench.driver.Ports;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** No proxy at all: what the driver, the kernel and the back end take by themselves. */
public record Direct() implements Contender {
    @Override
    public String name() {
        return "direct";
    }

    @Override
    public @Nullable String missing() {
        return null;
    }

    @Override
    public Running start(Setup setup, Load load, Path certificates, Path folder) {
        return new Nothing(load.backends());
    }

    private record Nothing(Ports ports) implements Running {
        @Override
        public long pid() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
