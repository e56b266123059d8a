package io.postern.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A real nginx to ask: the one POSTERN_NGINX names, else the one on the PATH. */
public record Reference(String binary, String version) {
    private static final Pattern STAMP = Pattern.compile("^\\d{4}/\\d\\d/\\d\\d [\\d:]{8} (\\[\\w+]) \\d+#\\d+: ");
    /** What nginx's libraries print by themselves when a file is not there: libGeoIP, libxml2. */
    private static final Pattern PRINTED = Pattern.compile(
            "Error Opening file .*|Error (reading )?file .*|I/O warning : .*|error|xsltParseStylesheetFile : .*");

    private static final int LONGEST = 1900;

    private static final Pattern LIBRARY = Pattern.compile(" \\(SSL:.*\\)");

    public static @Nullable Reference find() throws IOException, InterruptedException {
        String named = System.getenv("POSTERN_NGINX");
        List<String> candidates = new ArrayList<>();
        if (named != null) {
            candidates.add(named);
        } else {
            for (String folder : (System.getenv("PATH") + ":/usr/sbin").split(":", -1)) {
                candidates.add(folder + "/nginx");
            }
        }
        for (String candidate : candidates) {
            if (new File(candidate).canExecute()) {
                String said = run(List.of(candidate, "-v"));
                return new Reference(candidate, said.replaceFirst("(?s).*nginx/([\\d.]+).*", "$1"));
            }
        }
        return null;
    }

    /** What it says about a file: "[emerg] text" and "nginx: …" lines. */
    public List<String> says(Path prefix, Path file) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        String said = run(List.of(binary, "-t", "-p", prefix + "/", "-c", file.toString(), "-e", "stderr"));
        for (String line : said.split("\n", -1)) {
            if (!line.isEmpty() && !PRINTED.matcher(line).matches()) {
                lines.add(compared(STAMP.matcher(line).replaceFirst("$1 ")));
            }
        }
        return lines;
    }

    /** A line without what OpenSSL says, and without the end of one so long that nginx, by the length of its pid, may cut it. */
    static String compared(String line) {
        String all = LIBRARY.matcher(line).replaceAll(" (SSL)");
        return all.length() > LONGEST ? all.substring(0, LONGEST) : all;
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("postern", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return Files.readString(out, ISO_8859_1);
        } finally {
            Files.delete(out);
        }
    }
}
