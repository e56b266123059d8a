package io.postern.directive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class VocabularyTest {
    private final Vocabulary vocabulary = Vocabulary.of(List.of(), Judge.NONE);

    @Test
    void frame_standsInNginxsTable() throws IOException {
        try (InputStream in = Objects.requireNonNull(Vocabulary.class.getResourceAsStream("directives.tsv"))) {
            List<String> lines =
                    new String(in.readAllBytes(), ISO_8859_1).lines().toList();
            assertTrue(lines.containsAll(Vocabulary.FRAME), () -> Vocabulary.FRAME.toString());
        }
    }

    /** Whether the table has been read or not, and in whatever order it is asked. */
    @Test
    void everyName_hasEachContextOnce() {
        Row<?> mail = vocabulary.find("mail", Context.MAIN);
        assertTrue(mail != null && contexts(mail).equals("main"));
        for (String name : List.copyOf(vocabulary.names())) {
            List<Context> seen = new ArrayList<>();
            vocabulary.named(name).forEach(row -> seen.addAll(row.contexts()));
            assertEquals(seen.stream().distinct().toList(), seen, name);
        }
        assertEquals(1, vocabulary.named("include").size());
        assertEquals(
                List.of("mail", "http", "upstream", "stream", "stream-upstream"),
                vocabulary.named("server").stream()
                        .map(VocabularyTest::contexts)
                        .toList());
    }

    private static String contexts(Row<?> row) {
        return String.join(",", row.contexts().stream().map(Context::label).toList());
    }
}
