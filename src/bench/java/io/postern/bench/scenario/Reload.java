package io.postern.bench.scenario;

import io.postern.bench.contender.Contender;
import io.postern.bench.contender.NginxLike;
import io.postern.bench.contender.Running;
import io.postern.bench.contender.Setup;
import io.postern.bench.driver.Crowd;
import io.postern.bench.driver.Load;
import io.postern.bench.driver.MailClient;
import io.postern.bench.measure.ProcessMeter;
import io.postern.bench.measure.Sample;
import io.postern.bench.measure.Window;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What reloading costs those who are there: sessions that ping at a steady pace and clients that come and go, first left alone, then with
 * HUP after HUP. Every session must live and every login succeed, else the scenario fails.
 */
record Reload(int sessions, int pings, int rate, int logins, int reloads) implements Traffic {
    private static final int VISITORS = 4;

    @Override
    public String name() {
        return "reload under load, " + reloads + " in a row";
    }

    @Override
    public Setup setup() {
        return Setup.USUAL.sessions(2 * sessions);
    }

    @Override
    public boolean fresh() {
        return true;
    }

    @Override
    public @Nullable String unfit(Contender contender) {
        return contender instanceof NginxLike ? null : "is reloaded in another way";
    }

    @Override
    public Sample run(Load load, Running proxy, Window window) throws Exception {
        work(load, proxy, 0); // warm
        Work quiet = work(load, proxy, 0);
        Work busy = work(load, proxy, reloads);
        return new Sample()
                .less("ping p99 µs", busy.rally.latencies.micros(0.99))
                .less("ping slowest µs", busy.rally.latencies.micros(1))
                .less("login p99 µs", busy.visits.latencies.micros(0.99))
                .less("login slowest µs", busy.visits.latencies.micros(1))
                .less("cpu ms/reload", (busy.cpu - quiet.cpu) / 1e6 / reloads)
                .note("ping p99 µs without", quiet.rally.latencies.micros(0.99))
                .note("login p99 µs without", quiet.visits.latencies.micros(0.99));
    }

    private record Work(Ping.Rally rally, Login.Visits visits, long cpu) {}

    private Work work(Load load, Running proxy, int hups) throws InterruptedException, IOException {
        Ping.Rally rally = new Ping.Rally(pings, rate);
        Login.Visits visits = new Login.Visits(load, proxy.ports().imap(), MailClient.Dialect.IMAP, null, logins);
        long gap = 1000L * pings / rate / (hups + 1);
        try (Crowd crowd = Crowd.of(sessions, load, proxy.ports().imap(), MailClient.Dialect.IMAP, rally::received)) {
            long cpu = ProcessMeter.cpuNanos(proxy.pid());
            rally.begin(crowd);
            visits.begin(VISITORS);
            for (int i = 0; i < hups; i++) {
                Thread.sleep(gap);
                if (new ProcessBuilder("kill", "-HUP", Long.toString(proxy.pid()))
                                .start()
                                .waitFor()
                        != 0) {
                    throw new IOException("kill failed");
                }
            }
            rally.await(crowd);
            visits.await();
            crowd.intact();
            return new Work(rally, visits, ProcessMeter.cpuNanos(proxy.pid()) - cpu);
        }
    }
}
