package io.postern.bench.scenario;

import io.postern.bench.contender.Running;
import io.postern.bench.contender.Setup;
import io.postern.bench.driver.Crowd;
import io.postern.bench.driver.Load;
import io.postern.bench.driver.MailClient;
import io.postern.bench.measure.Jvm;
import io.postern.bench.measure.ProcessMeter;
import io.postern.bench.measure.Sample;
import io.postern.bench.measure.Unit;
import io.postern.bench.measure.Window;

/** A crowd that grows: what the login of each one costs, what they hold together, and what a ping costs while all are there. */
record Growth(int sessions, int pings, Setup setup) implements Traffic {
    @Override
    public String name() {
        return Traffic.named("growth, " + sessions + " sessions", setup);
    }

    @Override
    public Curve curve() {
        String loops = setup.workers() == 1 ? "one loop" : setup.workers() + " loops";
        return new Curve("cost as sessions grow, " + loops, "sessions", sessions);
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
        Ping.Rally rally = new Ping.Rally(pings, 0);
        int port = proxy.ports().imap();
        // as many logins before the first look for each size, so that a cold start is not taken for the price of a
        // small crowd
        Login.Visits visits = new Login.Visits(load, port, MailClient.Dialect.IMAP, null, Math.min(2000, pings));
        visits.begin(32);
        visits.await();
        long cpu = ProcessMeter.cpuNanos(proxy.pid());
        try (Crowd crowd = Crowd.of(sessions, load, port, MailClient.Dialect.IMAP, rally::received)) {
            sample.less("cpu µs/login", (ProcessMeter.cpuNanos(proxy.pid()) - cpu) / 1e3 / sessions);
            window.open();
            rally.begin(crowd);
            rally.await(crowd);
            window.close();
            window.tell(sample, pings, Unit.PING);
            sample.less("p99 µs", rally.latencies.micros(0.99));
            Thread.sleep(300);
            Jvm.collectGarbage(proxy.pid());
            sample.less("Pss MB", proxy.pssKib() / 1024.0);
            crowd.intact();
        }
        return sample;
    }
}
