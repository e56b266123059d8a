package io.postern.bench.measure;

/** The usual look: CPU time of the proxy's processes, time on the wall, and how busy the driver itself was. */
public final class CpuWindow implements Window {
    private final long pid;
    private long cpu;
    private long own;
    private long wall;

    /** @param pid the proxy's first process, 0 when there is none */
    public CpuWindow(long pid) {
        this.pid = pid;
    }

    @Override
    public void open() {
        cpu = -cpu();
        own = -ProcessMeter.ownCpuNanos();
        wall = -System.nanoTime();
    }

    @Override
    public void close() {
        wall += System.nanoTime();
        own += ProcessMeter.ownCpuNanos();
        cpu += cpu();
    }

    private long cpu() {
        return pid == 0 ? 0 : ProcessMeter.cpuNanos(pid);
    }

    @Override
    public void tell(Sample sample, double amount, Unit unit) {
        if (pid != 0) {
            sample.less("cpu " + unit.time() + "/" + unit.word(), unit.timeOf(cpu / amount));
        }
        sample.more(unit.word() + "s/s", amount / (wall / 1e9));
        sample.note("driver's cores", own / (double) wall);
    }
}
