package io.postern.bench;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What so many logged-in sessions hold: idle, or with a client that never reads while its back end sends. */
record MemoryScenario(boolean stalled, int sessions, boolean tls) implements Scenario {
    @Override
    public String name() {
        return (tls ? "tls " : "") + sessions + (stalled ? " stalled" : " idle") + " sessions";
    }

    @Override
    public Map<String, Double> run(Load load, Ports ports, ProxyUnderTest proxy) throws Exception {
        long before = proxy.pssKib();
        try (Crowd crowd = Crowd.of(
                sessions, load, Tls.port(tls, ports), MailClient.Dialect.IMAP, Tls.context(tls), (ctx, bytes) -> {})) {
            if (stalled) {
                for (ChannelHandlerContext ctx : crowd.sessions()) {
                    ctx.channel().config().setAutoRead(false);
                    ctx.writeAndFlush(Unpooled.copiedBuffer("PUSH 8000000\r\n", StandardCharsets.ISO_8859_1));
                }
            }
            Thread.sleep(3000);
            collectGarbage(proxy.pid());
            Thread.sleep(500);
            long after = proxy.pssKib();
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("Pss MB", after / 1024.0);
            figures.put("Pss KB per session", (after - before) / (double) sessions);
            return figures;
        }
    }

    /** A JVM hands memory back only after a collection. */
    private static void collectGarbage(long pid) throws IOException, InterruptedException {
        if (!Files.readSymbolicLink(Path.of("/proc/" + pid + "/exe")).endsWith("java")) {
            return; // jcmd announces itself with a SIGQUIT, which nginx would obey
        }
        Process jcmd = new ProcessBuilder(System.getProperty("java.home") + "/bin/jcmd", Long.toString(pid), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!jcmd.waitFor(20, TimeUnit.SECONDS)) {
            jcmd.destroyForcibly();
        }
    }
}
