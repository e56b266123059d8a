package io.postern.bench.micro;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.MICROSECONDS;

import io.postern.bench.scenario.GeneratedConf;
import io.postern.lang.Statements;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The grammar takes a whole file apart; nothing is checked. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(MICROSECONDS)
public class ParserBench {
    private static final int PORT = 143;

    /** Of eleven lines each. */
    @Param({"9", "1000"})
    int servers;

    private byte[] text = {};

    @Setup
    public void write() {
        text = GeneratedConf.servers(servers, PORT).getBytes(ISO_8859_1);
    }

    /** Returns how many statements there are. */
    @Benchmark
    public int statements() {
        Statements statements = Statements.of("nginx.conf", text);
        int count = 0;
        int depth = 0;
        while (true) {
            Statements.Item item = statements.next();
            if (item.node() != null) {
                count++;
                depth += item.node().opens() ? 1 : 0;
            } else if (--depth < 0) {
                return count;
            }
        }
    }
}
