package io.postern.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole sets of collected files against what nginx 1.31.5 said about them; skipped where they are not at hand. */
class CorpusTest {
    /** What is wrong with words, names, places and numbers of arguments, as against what a module makes of its values. */
    private static final Pattern STRUCTURE =
            Pattern.compile("^\\[\\w+] (unknown directive |\".*\" directive is not allowed here"
                    + "|invalid number of arguments in |directive \".*\" (is not terminated|has no opening)|unexpected "
                    + "|too long parameter)");

    @ParameterizedTest
    @ValueSource(strings = {"errors", "tricky", "mail-testable"})
    void verdictAndWords_areNginxs(String set) throws IOException {
        Corpus corpus = Corpus.find();
        assumeTrue(corpus != null, "no corpus: set POSTERN_CORPUS to its folder");
        List<String> wrong = new ArrayList<>();
        for (Corpus.Case c : corpus.cases(set)) {
            List<String> ours = corpus.ours(c.file());
            List<String> theirs =
                    c.lines().stream().filter(l -> !Excused.line(l)).toList();
            if (!ours.equals(theirs) && !Excused.has(c.file())) {
                wrong.add(c.file() + "\n  nginx: " + c.lines() + "\n  ours:  " + ours);
            }
        }
        assertEquals("", String.join("\n", wrong));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http-wrapped", "parser-cases"})
    void structure_isNginxs(String set) throws IOException {
        Corpus corpus = Corpus.find();
        assumeTrue(corpus != null, "no corpus: set POSTERN_CORPUS to its folder");
        List<String> wrong = new ArrayList<>();
        for (Corpus.Case c : corpus.cases(set)) {
            String theirs = fault(c.lines());
            String ours = fault(corpus.ours(c.file()));
            boolean structural = STRUCTURE.matcher(theirs).find();
            if (structural
                    ? !ours.equals(theirs)
                    : theirs.isEmpty() && STRUCTURE.matcher(ours).find()) {
                wrong.add(c.file() + "\n  nginx: " + theirs + "\n  ours:  " + ours);
            }
        }
        assertEquals("", String.join("\n", wrong));
    }

    /** The first line that stopped the program; empty when it went through. */
    private static String fault(List<String> lines) {
        return lines.stream()
                .filter(l -> l.startsWith("[emerg]") || l.startsWith("[crit]"))
                .findFirst()
                .orElse("");
    }
}
