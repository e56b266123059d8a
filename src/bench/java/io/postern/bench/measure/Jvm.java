package io.postern.bench.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Speaks to the JVM of a proxy through jcmd. Never to another program: jcmd announces itself with a signal that it would obey. */
public final class Jvm {
    private Jvm() {}

    /** A JVM hands memory back only after a collection. */
    public static void collectGarbage(long pid) throws IOException, InterruptedException {
        if (ProcessMeter.isJava(pid)) {
            command(pid, "GC.run");
        }
    }

    static String command(long pid, String... words) throws IOException, InterruptedException {
        String[] all = new String[words.length + 2];
        all[0] = System.getProperty("java.home") + "/bin/jcmd";
        all[1] = Long.toString(pid);
        System.arraycopy(words, 0, all, 2, words.length);
        Process jcmd = new ProcessBuilder(all).redirectErrorStream(true).start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!jcmd.waitFor(20, TimeUnit.SECONDS)) {
            jcmd.destroyForcibly();
        }
        return said;
    }
}
