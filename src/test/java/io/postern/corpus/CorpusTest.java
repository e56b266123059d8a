package io.postern.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole sets of collected files against what nginx 1.31.5 said about them; skipped where they are not at hand. */
class CorpusTest {
    @ParameterizedTest
    @ValueSource(strings = {"errors", "tricky", "mail-testable", "http-wrapped", "parser-cases"})
    void verdictAndWords_areNginxs(String set) throws IOException {
        Corpus corpus = Corpus.find();
        assumeTrue(corpus != null, "no corpus: set POSTERN_CORPUS to its folder");
        List<String> wrong = new ArrayList<>();
        for (Corpus.Case c : corpus.cases(set)) {
            List<String> ours = corpus.ours(c.file());
            if (!ours.equals(c.lines()) && !Excused.has(c.file())) {
                wrong.add(c.file() + "\n  nginx: " + c.lines() + "\n  ours:  " + ours);
            }
        }
        assertEquals("", String.join("\n", wrong));
    }
}
