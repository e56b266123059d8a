package io.postern.lang;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** The grammar's tables, which are built with its first use. */
public final class Grammar {
    private static final byte[] TEXT = "a \"b\" {\nc; # d\n}\n".getBytes(US_ASCII);

    private Grammar() {}

    /** Builds them now: a tenth of a test of a small file. */
    public static void load() {
        Statements statements = Statements.of("", TEXT);
        Statements.Item item;
        do {
            item = statements.next();
        } while (item.node() != null || item.closes());
    }
}
