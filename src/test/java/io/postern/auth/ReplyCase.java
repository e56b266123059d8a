package io.postern.auth;

import io.postern.session.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A line of testdata/auth/replies.tsv: what an auth server answered and what nginx made of it. */
record ReplyCase(String name, String text, String imap, String smtp) {
    static Stream<ReplyCase> all() {
        try (Stream<String> lines = Files.lines(Path.of("testdata/auth/replies.tsv"))) {
            return lines.filter(line -> !line.startsWith("#")).map(ReplyCase::of).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ReplyCase of(String line) {
        String[] cells = line.split("\t", -1);
        return new ReplyCase(cells[0], unescape(cells[1]), unescape(cells[2]), unescape(cells[3]));
    }

    static String unescape(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char kind = text.charAt(++i);
            switch (kind) {
                case 'r' -> out.append('\r');
                case 'n' -> out.append('\n');
                case 'x' -> {
                    out.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> out.append(kind);
            }
        }
        return out.toString();
    }

    byte[] reply() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    String expected(String protocol) {
        return protocol.equals("smtp") ? smtp : imap;
    }

    /** A verdict in the table's words. */
    static String words(Verdict verdict, TestClient client) {
        if (verdict instanceof Verdict.Route route) {
            return "Route " + route.name();
        }
        if (verdict instanceof Verdict.Refusal refusal) {
            return "Refusal \"" + refusal.message() + "\" code \"" + refusal.code() + "\" wait "
                    + refusal.waitSeconds();
        }
        if (verdict instanceof Verdict.Again again) {
            return "Again " + again.waitSeconds();
        }
        return "Failed " + client.lines.get(0).replace("ERROR auth http server 127.0.0.1:80 ", "");
    }

    @Override
    public String toString() {
        return name;
    }
}
