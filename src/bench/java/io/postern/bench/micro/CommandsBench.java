package io.postern.bench.micro;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.postern.log.Log;
import io.postern.proxy.Stand;
import io.postern.session.ClientTalk;
import io.postern.session.ClientTalk.Parsed;
import io.postern.session.CommandBuffer;
import io.postern.session.Facts;
import io.postern.session.LogLines;
import io.postern.session.Protocol;
import io.postern.session.Step;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A client's commands are read and answered, up to the question who it is; without a connection. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(NANOSECONDS)
public class CommandsBench {
    @Param({"imap", "pop3", "smtp"})
    String protocol = "";

    private byte[] said = {};
    private Protocol server = Stand.imap();

    @Setup
    public void prepare() {
        server = switch (protocol) {
            case "imap" -> Stand.imap();
            case "pop3" -> Stand.pop3();
            default -> Stand.smtp(0);
        };
        String text =
                switch (protocol) {
                    case "imap" -> "a CAPABILITY\r\nb NOOP\r\nc LOGIN \"joe@example.com\" secret\r\n";
                    case "pop3" -> "CAPA\r\nUSER joe@example.com\r\nPASS secret\r\n";
                    default -> "EHLO client.example.com\r\nNOOP\r\nAUTH PLAIN AGpvZUBleGFtcGxlLmNvbQBzZWNyZXQ=\r\n";
                };
        said = text.getBytes(ISO_8859_1);
    }

    /** All three commands in one read; returns the question. */
    @Benchmark
    public Step atOnce() {
        return talk(said.length);
    }

    /** Each byte by itself. */
    @Benchmark
    public Step byteByByte() {
        return talk(1);
    }

    private Step talk(int piece) {
        CommandBuffer buffer = new CommandBuffer(server.clientBuffer());
        Log log = new LogLines().bare();
        ClientTalk client = server.client(new Facts(), buffer, log);
        for (int at = 0; at < said.length; at += piece) {
            buffer.add(said, at, Math.min(piece, said.length - at));
            while (client.parse() == Parsed.READY) {
                Step step = client.on();
                if (step instanceof Step.Ask) {
                    return step;
                }
            }
        }
        throw new IllegalStateException("nobody is asked about");
    }
}
