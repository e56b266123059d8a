package io.postern.bench.scenario;

import io.postern.bench.contender.Running;
import io.postern.bench.contender.Setup;
import io.postern.bench.driver.Load;
import io.postern.bench.driver.MailClient;
import io.postern.bench.measure.ProcessMeter;
import io.postern.bench.measure.Sample;
import io.postern.bench.measure.Unit;
import io.postern.bench.measure.Window;

/** The first logins after the start, in ten portions, from first to last. */
record WarmUp(int logins) implements Traffic {
    private static final int PORTIONS = 10;
    private static final int AT_ONCE = 4;

    @Override
    public String name() {
        return "warm-up: the first " + logins + " logins after start";
    }

    @Override
    public Setup setup() {
        return Setup.USUAL;
    }

    @Override
    public boolean peers() {
        return false;
    }

    @Override
    public boolean fresh() {
        return true;
    }

    @Override
    public Sample run(Load load, Running proxy, Window window) throws Exception {
        Sample sample = new Sample();
        int each = Math.max(1, logins / PORTIONS);
        double slowest = 0;
        window.open();
        for (int portion = 0; portion < PORTIONS; portion++) {
            long cpu = ProcessMeter.cpuNanos(proxy.pid());
            Login.Visits visits = new Login.Visits(load, proxy.ports().imap(), MailClient.Dialect.IMAP, null, each);
            visits.begin(AT_ONCE);
            visits.await();
            double x = each * (portion + 1.0);
            double spent = (ProcessMeter.cpuNanos(proxy.pid()) - cpu) / 1e3 / each;
            sample.point("cpu µs/login", x, spent);
            sample.point("p50 µs", x, visits.latencies.micros(0.5));
            slowest = Math.max(slowest, visits.latencies.micros(1));
            if (portion == 0) {
                sample.less("cpu µs/login, first tenth", spent);
            } else if (portion == PORTIONS - 1) {
                sample.less("cpu µs/login, last tenth", spent);
            }
        }
        window.close();
        window.tell(sample, (double) each * PORTIONS, Unit.LOGIN);
        return sample.less("slowest µs", slowest);
    }
}
