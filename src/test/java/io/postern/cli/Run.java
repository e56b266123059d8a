package io.postern.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One run of a program from a shell's point of view, its two streams in pipes of their own.
 *
 * @param status the exit status
 */
record Run(int status, String out, String err) {
    private static final Pattern STAMP =
            Pattern.compile("\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d (\\[\\w+]) \\d+#\\d+: ");
    private static final Pattern OWN = Pattern.compile("nginx/([\\d.]+) \\(postern-[^)]*\\)");

    /** The real nginx: POSTERN_NGINX, else one on the PATH; empty when there is none. */
    static String nginx() {
        String named = System.getenv("POSTERN_NGINX");
        return Stream.of((named != null ? named : System.getenv("PATH") + ":/usr/sbin").split(":", -1))
                .map(path -> named != null ? path : path + "/nginx")
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst()
                .orElse("");
    }

    /** Runs it to its end. */
    static Run of(Path folder, List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("postern", ".out");
        Path err = Files.createTempFile("postern", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().put("LC_ALL", "C.UTF-8");
            Process process = builder.start();
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("does not end: " + command);
            }
            return new Run(process.exitValue(), Files.readString(out, ISO_8859_1), Files.readString(err, ISO_8859_1));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Our own program, as it is packaged. */
    static Run postern(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(launcher());
        command.addAll(List.of(arguments));
        return of(folder, command);
    }

    static String launcher() {
        return Path.of("bin/postern").toAbsolutePath().toString();
    }

    /** The same without times, process ids and our own version. */
    static String plain(String text) {
        return OWN.matcher(STAMP.matcher(text).replaceAll("TIME $1 PID: ")).replaceAll("nginx/$1");
    }
}
