package io.postern.lang;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * The grammar's tables, built on a thread of its own while a start does other things: that takes a tenth of a test of a small file.
 * To be waited for before the first text is read.
 */
public final class Grammar {
    private static final byte[] TEXT = "a \"b\" {\nc; # d\n}\n".getBytes(US_ASCII);

    private final Thread thread = new Thread(Grammar::build, "grammar");

    private Grammar() {}

    /** Begins. */
    public static Grammar ahead() {
        Grammar grammar = new Grammar();
        grammar.thread.setDaemon(true);
        grammar.thread.start();
        return grammar;
    }

    /** Waits for the end of it. */
    public void await() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void build() {
        Statements statements = Statements.of("", TEXT);
        Statements.Item item;
        do {
            item = statements.next();
        } while (item.node() != null || item.closes());
    }
}
