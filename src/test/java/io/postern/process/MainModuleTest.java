package io.postern.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.postern.directive.ConfFiles;
import io.postern.directive.Cycle;
import io.postern.directive.Launch;
import io.postern.settings.Configuration;
import io.postern.settings.ConfigurationReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the main context and events{} may say, in nginx's words. */
class MainModuleTest {
    private static Configuration read(String text) {
        ConfFiles only = new ConfFiles() {
            @Override
            public byte[] read(String name) {
                return text.getBytes(StandardCharsets.ISO_8859_1);
            }

            @Override
            public List<String> glob(String pattern) {
                return List.of();
            }
        };
        Launch launch = new Launch("/p/nginx.conf", "/p/", "stderr", "", false, false);
        return new ConfigurationReader(List.of(new MainModule(), new EventsModule()), only).read(new Cycle(launch));
    }

    private static MainSettings main(String text) {
        Configuration configuration = read(text + "\nevents { }\n");
        assertEquals(List.of(), configuration.findings());
        return configuration.get(MainSettings.class);
    }

    @Test
    void defaults_areNginxs() {
        MainSettings settings = main("");
        assertEquals(true, settings.daemon());
        assertEquals("/p/logs/nginx.pid", settings.pid().path());
        assertEquals(1, settings.processes());
        assertEquals(Duration.ZERO, settings.shutdown());
        assertNull(settings.nofile());
        EventsSettings events = read("events { }").get(EventsSettings.class);
        assertEquals(512, events.connections());
        assertEquals(Duration.ofMillis(500), events.acceptDelay());
    }

    @Test
    void values_areTaken() {
        MainSettings settings = main(
                "daemon off; worker_processes 3; worker_priority -5; worker_rlimit_nofile 4096; worker_shutdown_timeout 10s;"
                        + " pid /run/x.pid; env A=b; env PATH; worker_cpu_affinity 0101 1010 0001;");
        assertEquals(3, settings.processes());
        assertEquals(-5, settings.priority());
        assertEquals(4096L, settings.nofile());
        assertEquals(Duration.ofSeconds(10), settings.shutdown());
        assertEquals("/run/x.pid", settings.pid().path());
        assertEquals(List.of("A=b", "PATH"), settings.environment());
        assertEquals(bits(0, 2), settings.affinity().of(0));
        assertEquals(bits(1, 3), settings.affinity().of(1));
        assertEquals(bits(0), settings.affinity().of(2));
    }

    @Test
    void affinityAuto_givesEachLoopOneProcessor() {
        Affinity affinity = main("worker_cpu_affinity auto 0110;").affinity();
        assertEquals(bits(1), affinity.of(0));
        assertEquals(bits(2), affinity.of(1));
        assertEquals(bits(1), affinity.of(2));
        assertNull(main("").affinity().of(0));
    }

    private static @Nullable BitSet bits(int... set) {
        BitSet bits = new BitSet();
        for (int bit : set) {
            bits.set(bit);
        }
        return bits;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "worker_processes none;|\"worker_processes\" directive invalid value in /p/nginx.conf:1",
                "daemon maybe;|invalid value \"maybe\" in \"daemon\" directive, it must be \"on\" or \"off\" in /p/nginx.conf:1",
                "worker_priority x;|\"worker_priority\" directive invalid number in /p/nginx.conf:1",
                "worker_cpu_affinity 012;|invalid character \"2\" in \"worker_cpu_affinity\" in /p/nginx.conf:1",
                "worker_cpu_affinity auto 1 1;|invalid number of arguments in \"worker_cpu_affinity\" directive in /p/nginx.conf:1",
                "pid a; pid b;|\"pid\" directive is duplicate in /p/nginx.conf:1",
                "debug_points none;|invalid value \"none\" in /p/nginx.conf:1",
                "events { worker_connections x; }|invalid number \"x\" in /p/nginx.conf:1",
                "events { use kqueue; }|invalid event type \"kqueue\" in /p/nginx.conf:1",
            })
    void complaints_areNginxs(String text, String complaint) {
        assertEquals(complaint, read(text).findings().get(0).line());
    }

    @Test
    void debugConnection_needsABuildWithDebug() {
        assertEquals(
                "\"debug_connection\" is ignored, you need to rebuild nginx using --with-debug option to enable it in /p/nginx.conf:1",
                read("events { debug_connection 10.0.0.1/8; }")
                        .findings()
                        .get(0)
                        .line());
        System.setProperty("postern.debug", "true");
        try {
            assertEquals(
                    "low address bits of 10.0.0.1/8 are meaningless in /p/nginx.conf:1",
                    read("events { debug_connection 10.0.0.1/8; }")
                            .findings()
                            .get(0)
                            .line());
        } finally {
            System.clearProperty("postern.debug");
        }
    }

    @Test
    void fewerMasksThanLoops_isAWarning() {
        assertEquals(
                "the number of \"worker_processes\" is not equal to the number of \"worker_cpu_affinity\" masks, using last"
                        + " mask for remaining worker processes",
                read("worker_processes 4; worker_cpu_affinity 01 10; events { }")
                        .findings()
                        .get(0)
                        .line());
    }
}
