package io.postern.corpus;

import java.util.Objects;

/** For a person at work: every difference, one set after the other. */
final class CorpusMain {
    private CorpusMain() {}

    public static void main(String[] sets) throws Exception {
        Corpus corpus = Objects.requireNonNull(Corpus.find(), "no corpus");
        for (String set : sets) {
            Tally tally = new Tally();
            for (Corpus.Case c : corpus.cases(set)) {
                tally.agree(
                        c.file(),
                        c.lines(),
                        Tally.ours(corpus.root(), corpus.root().resolve(c.file())));
            }
            System.out.println(set + ": " + tally);
        }
    }
}
