package io.postern.corpus;

import io.postern.directive.Cycle;
import io.postern.directive.DiskFiles;
import io.postern.directive.Finding;
import io.postern.directive.Launch;
import io.postern.process.ConfigTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Configuration files with nginx's own answers: a folder beside the checkout, or the one POSTERN_CORPUS names. */
public final class Corpus {
    private static final Pattern FIELD =
            Pattern.compile("\\{\"file\": \"(.*?)\", \"exit\": (\\d+), \"stderr\": \"(.*)\"}");
    private static final Pattern STAMP = Pattern.compile("^@TIME@ \\[(\\w+)] @PID@: ");
    private static final Pattern LIBRARY = Pattern.compile(" \\(SSL:.*\\)");

    private final Path root;

    private Corpus(Path root) {
        this.root = root;
    }

    static @Nullable Corpus find() {
        String named = System.getenv("POSTERN_CORPUS");
        Path root = Path.of(named == null ? "../shared/corpus" : named);
        return Files.isDirectory(root) ? new Corpus(root.toAbsolutePath().normalize()) : null;
    }

    Path root() {
        return root;
    }

    /** One file and what nginx said about it, our way: "[emerg] text" and "nginx: …" lines. */
    record Case(String file, int exit, List<String> lines) {}

    List<Case> cases(String set) throws IOException {
        List<Case> cases = new ArrayList<>();
        for (String line : Files.readAllLines(root.resolve("EXPECTED-" + set + ".jsonl"))) {
            Matcher m = FIELD.matcher(line);
            if (!m.matches()) {
                throw new IOException("not a case: " + line);
            }
            List<String> lines = new ArrayList<>();
            for (String said : unescaped(m.group(3)).split("\n", -1)) {
                if (!said.isEmpty()) {
                    lines.add(LIBRARY.matcher(STAMP.matcher(said).replaceFirst("[$1] "))
                            .replaceAll(" (SSL)")
                            .replace("@PREFIX@", root.toString()));
                }
            }
            cases.add(new Case(unescaped(m.group(1)), Integer.parseInt(m.group(2)), lines));
        }
        return cases;
    }

    /** What we say about a file, up to the first error and the verdict: nginx stops there. */
    List<String> ours(String file) {
        return ours(root, root + "/" + file);
    }

    /** What we say about any file. */
    public static List<String> ours(Path prefix, String name) {
        Cycle cycle = new Cycle(new Launch(name, prefix + "/", "stderr", "", true, true));
        ConfigTest.Result result = ConfigTest.run(cycle, new DiskFiles());
        List<String> lines = new ArrayList<>();
        add(lines, cycle.whileReading());
        if (result.syntaxOk()) {
            lines.add("nginx: the configuration file " + name + " syntax is ok");
        }
        add(lines, cycle.afterReading());
        if (result.passed()) {
            add(lines, cycle.cautions());
        }
        lines.add("nginx: configuration file " + name + (result.passed() ? " test is successful" : " test failed"));
        return lines;
    }

    private static void add(List<String> lines, List<Finding> findings) {
        for (Finding finding : findings) {
            String line = finding.said() ? "[" + finding.severity().word() + "] " + finding.line() : "";
            for (String part : line.split("\n", -1)) {
                if (!part.isEmpty()) {
                    lines.add(Reference.compared(part));
                }
            }
            if (finding.fatal()) {
                return;
            }
        }
    }

    private static String unescaped(String json) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char next = json.charAt(++i);
            switch (next) {
                case 'n' -> out.append('\n');
                case 'f' -> out.append('\f');
                case 'b' -> out.append('\b');
                case 't' -> out.append('\t');
                case 'r' -> out.append('\r');
                case 'u' -> {
                    out.append((char) Integer.parseInt(json.substring(i + 1, i + 5), 16));
                    i += 4;
                }
                default -> out.append(next);
            }
        }
        return out.toString();
    }
}
