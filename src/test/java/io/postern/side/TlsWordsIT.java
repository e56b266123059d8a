package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.directive.Cycle;
import io.postern.directive.DiskFiles;
import io.postern.directive.Finding;
import io.postern.directive.Launch;
import io.postern.process.Modules;
import io.postern.settings.ConfigurationReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code -t} says of ssl_* directives and of the files that they name, good, odd and damaged (tls_words.txt): nginx 1.31.5 with
 * OpenSSL 3.0 said it, to the last word in parentheses.
 */
class TlsWordsIT {
    private static final String PAIR = "ssl_certificate rsa.crt; ssl_certificate_key rsa.key; ";
    private static final Pattern FINDING =
            Pattern.compile("^(?:nginx: )?(?:\\d{4}/\\S+ \\S+ )?(\\[\\w+\\]) (?:\\d+#\\d+: )?(.*)$");

    @TempDir
    static Path folder;

    /** A server's directives, and what is said of them. */
    private record Entry(String directives, String said) {}

    @BeforeAll
    static void makeFiles() throws Exception {
        Path script = Files.writeString(folder.resolve("tls_words.sh"), resource("tls_words.sh"));
        Files.createDirectories(folder.resolve("logs"));
        try {
            run(List.of("openssl", "version"));
        } catch (IOException e) {
            Assumptions.abort("needs the openssl command");
        }
        assertEquals("", run(List.of("sh", "-c", "sh " + script + " >made.txt 2>&1 || cat made.txt")));
    }

    @Test
    void postern_saysWhatNginxSaid() throws Exception {
        List<Entry> entries = entries();
        List<Entry> seen = new ArrayList<>();
        for (Entry entry : entries) {
            Path conf = write(entry);
            Cycle cycle = new Cycle(new Launch(conf.toString(), folder + "/", "stderr", "", true, true));
            new ConfigurationReader(Modules.all(), new DiskFiles()).read(cycle);
            StringBuilder said = new StringBuilder();
            for (Finding finding : cycle.findings()) {
                String level = finding.severity().toString().toLowerCase(Locale.ROOT);
                said.append("[")
                        .append(level)
                        .append("] ")
                        .append(finding.line())
                        .append('\n');
            }
            seen.add(new Entry(entry.directives, level(said.toString())));
        }
        assertEquals(text(entries), text(seen));
    }

    @Test
    void nginxHere_saysTheSame() throws Exception {
        Optional<Program> nginx = Program.nginx();
        Assumptions.assumeTrue(
                nginx.isPresent() && nginx.get().isAtLeast("1.31.5"), "needs nginx 1.31.5 with mail (POSTERN_NGINX)");
        String program = nginx.get().command().get(0);
        Assumptions.assumeTrue(run(List.of(program, "-V")).contains("OpenSSL 3.0."), "needs nginx with OpenSSL 3.0");
        List<Entry> entries = entries();
        List<Entry> seen = new ArrayList<>();
        for (Entry entry : entries) {
            String conf = write(entry).toString();
            String said = run(List.of(program, "-t", "-q", "-p", folder + "/", "-c", conf, "-e", "stderr"));
            StringBuilder lines = new StringBuilder();
            for (String line : said.lines().toList()) {
                Matcher finding = FINDING.matcher(line);
                if (finding.matches()) {
                    lines.append(finding.group(1))
                            .append(' ')
                            .append(finding.group(2))
                            .append('\n');
                }
            }
            seen.add(new Entry(entry.directives, level(lines.toString())));
        }
        assertEquals(text(entries), text(seen));
    }

    private static String level(String said) {
        return said.replace(folder + "/", "$D/");
    }

    private static Path write(Entry entry) throws IOException {
        return Files.writeString(
                folder.resolve("c.conf"),
                "events {}\nmail {\nauth_http 127.0.0.1:1;\n server { listen 127.0.0.1:" + Ports.free()
                        + " ssl; protocol imap;\n" + entry.directives.replaceFirst("^P ", PAIR) + "\n}\n}\n");
    }

    private static List<Entry> entries() throws IOException {
        List<Entry> entries = new ArrayList<>();
        String directives = "";
        StringBuilder said = new StringBuilder();
        for (String line : resource("tls_words.txt").lines().toList()) {
            if (line.startsWith("    ")) {
                said.append(line.strip()).append('\n');
            } else {
                if (!directives.isEmpty()) {
                    entries.add(new Entry(directives, said.toString()));
                }
                directives = line;
                said.setLength(0);
            }
        }
        entries.add(new Entry(directives, said.toString()));
        return entries;
    }

    private static String text(List<Entry> entries) {
        StringBuilder text = new StringBuilder();
        entries.forEach(entry -> text.append(entry.directives).append('\n').append(entry.said));
        return text.toString();
    }

    private static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(TlsWordsIT.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
