package io.postern.bench.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Counts system calls by strace, which slows a proxy down so much that nothing else is measured meanwhile. */
public final class SystemCalls implements Window {
    private static final int SHOWN = 6;

    private final long pid;
    private final Path output;
    private final Map<String, Long> calls = new LinkedHashMap<>();
    private @Nullable Process strace;

    public SystemCalls(long pid, Path folder) {
        this.pid = pid;
        this.output = folder.resolve("strace-" + pid + "-" + System.nanoTime());
    }

    /** Whether there is a strace that may look at other processes. */
    public static boolean available() {
        try {
            return new ProcessBuilder("strace", "-c", "-o", "/dev/null", "true")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void open() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("strace", "-c", "-f", "-o", output.toString()));
        for (long one : ProcessMeter.family(pid)) {
            command.add("-p");
            command.add(Long.toString(one));
        }
        Process started = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        strace = started;
        BufferedReader said = started.errorReader(StandardCharsets.ISO_8859_1);
        String line = said.readLine();
        if (line == null || !line.contains("attached")) {
            started.destroyForcibly();
            throw new IOException("strace: " + line);
        }
        Thread.sleep(300); // further processes and threads
    }

    @Override
    public void close() throws IOException, InterruptedException {
        Process started = strace;
        if (started == null) {
            return;
        }
        started.destroy();
        if (!started.waitFor(20, TimeUnit.SECONDS)) {
            started.destroyForcibly();
            throw new IOException("strace did not end");
        }
        for (String line : Files.readAllLines(output, StandardCharsets.ISO_8859_1)) {
            String[] words = line.trim().split("\\s+", -1);
            if (words.length >= 5 && words[0].matches("[0-9.]+") && words[3].matches("[0-9]+")) {
                calls.put(words[words.length - 1], Long.parseLong(words[3]));
            }
        }
        calls.remove("total");
    }

    @Override
    public void tell(Sample sample, double amount, Unit unit) {
        double all = calls.values().stream().mapToLong(Long::longValue).sum();
        sample.less("system calls/" + unit.word(), all / amount);
        calls.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(SHOWN)
                .forEach(call -> sample.note(call.getKey() + "/" + unit.word(), call.getValue() / amount));
    }
}
