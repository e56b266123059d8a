package io.postern.bench.measure;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many bytes the proxy's Java threads have taken from the heap, by the JVM's own account of each thread. */
public final class Allocation implements Window {
    private static final Pattern THREAD =
            Pattern.compile("^\"([^\"]*)\".* allocated=([0-9.]+)([BKMG])", Pattern.MULTILINE);

    private final long pid;
    private double bytes;

    public Allocation(long pid) {
        this.pid = pid;
    }

    @Override
    public void open() throws IOException, InterruptedException {
        bytes = -allocated();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        bytes += allocated();
    }

    /** The thread that answers jcmd is not counted. */
    private double allocated() throws IOException, InterruptedException {
        Matcher threads = THREAD.matcher(Jvm.command(pid, "Thread.print", "-e"));
        double sum = 0;
        while (threads.find()) {
            if (!"Attach Listener".equals(threads.group(1))) {
                sum += Double.parseDouble(threads.group(2))
                        * switch (threads.group(3)) {
                            case "K" -> 1024;
                            case "M" -> 1024 * 1024;
                            case "G" -> 1024 * 1024 * 1024;
                            default -> 1;
                        };
            }
        }
        return sum;
    }

    @Override
    public void tell(Sample sample, double amount, Unit unit) {
        double each = unit == Unit.GIGABYTE ? amount * 1000 : amount;
        sample.note("heap bytes/" + (unit == Unit.GIGABYTE ? "MB" : unit.word()), bytes / each);
    }
}
