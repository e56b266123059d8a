package io.postern.corpus;

import java.util.List;
import java.util.Objects;

/** For a person at work: every difference, one set after the other. */
final class CorpusMain {
    private CorpusMain() {}

    public static void main(String[] sets) throws Exception {
        Corpus corpus = Objects.requireNonNull(Corpus.find(), "no corpus");
        for (String set : sets) {
            int same = 0;
            int all = 0;
            for (Corpus.Case c : corpus.cases(set)) {
                all++;
                List<String> ours;
                try {
                    ours = corpus.ours(c.file());
                } catch (RuntimeException e) {
                    e.printStackTrace();
                    ours = List.of(e.toString());
                }
                if (ours.equals(c.lines())) {
                    same++;
                } else {
                    System.out.println("== " + c.file());
                    c.lines().forEach(l -> System.out.println("  nginx | " + l));
                    ours.forEach(l -> System.out.println("  ours  | " + l));
                }
            }
            System.out.println(set + ": " + same + " of " + all);
        }
    }
}
