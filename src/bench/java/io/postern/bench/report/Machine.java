package io.postern.bench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the figures were taken on, and with which versions. */
public record Machine(Map<String, String> facts) {
    /**
     * Looks around.
     *
     * @param versions of the contenders, by name
     */
    public static Machine here(Map<String, String> versions) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", LocalDate.now(ZoneOffset.UTC).toString());
        facts.put(
                "machine",
                Runtime.getRuntime().availableProcessors() + " cores, " + processor() + ", "
                        + System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.putAll(versions);
        return new Machine(facts);
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    /** The first line that a program says of itself. */
    public static String version(List<String> command, Map<String, String> environment) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return said.lines().findFirst().orElse("").replaceAll(" - https?://.*", "");
        } catch (IOException e) {
            return "unknown";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }

    /** All in one line. */
    public String line() {
        return line(true);
    }

    /** The same without the day. */
    public String undated() {
        return line(false);
    }

    private String line(boolean dated) {
        return String.join(
                "; ",
                facts.entrySet().stream()
                        .filter(fact -> dated || !fact.getKey().equals("date"))
                        .map(fact ->
                                fact.getKey().equals("date") || fact.getKey().equals("machine")
                                        ? fact.getValue()
                                        : fact.getKey() + ": " + fact.getValue())
                        .toList());
    }
}
