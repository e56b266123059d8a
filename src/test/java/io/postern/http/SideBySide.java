package io.postern.http;

import io.postern.side.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** What tests share that put nginx beside Postern: the nginx, configurations with blanks to fill in, replies read to their end. */
final class SideBySide {
    private SideBySide() {}

    /** The nginx to compare with; the test is skipped where there is none of the version we copy. */
    static Program nginx() {
        Program nginx = Program.nginx().orElse(null);
        Assumptions.assumeTrue(nginx != null, "no nginx with mail on the PATH or in POSTERN_NGINX");
        Assumptions.assumeTrue(nginx.isAtLeast("1.31.5"), "POSTERN_NGINX names no nginx of 1.31.5 or later");
        return nginx;
    }

    /** A configuration of the test resources, its {@code %%NAMES%%} replaced by numbers. */
    static String configuration(String file, Map<String, Integer> numbers) throws IOException {
        String text = Files.readString(Path.of("src/test/resources/io/postern/http", file))
                .replace("%%USER%%", System.getProperty("user.name").equals("root") ? "user root;" : "");
        for (Map.Entry<String, Integer> number : numbers.entrySet()) {
            text = text.replace("%%" + number.getKey() + "%%", String.valueOf(number.getValue()));
        }
        return text;
    }

    /** A file of the test resources, a line each. */
    static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of("src/test/resources/io/postern/http", file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that comes until the end, which is named, or until nothing has come for as long as the socket waits. */
    static String read(InputStream in) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] piece = new byte[8192];
        String end = "<closed>";
        try {
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                out.write(piece, 0, n);
            }
        } catch (SocketTimeoutException open) {
            end = "<open>";
        } catch (IOException reset) {
            // closed as well
        }
        return out.toString(StandardCharsets.ISO_8859_1) + end;
    }
}
