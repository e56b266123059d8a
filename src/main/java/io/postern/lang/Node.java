package io.postern.lang;

import java.util.List;

/**
 * One statement: its words and how it ended.
 *
 * @param words the name and its arguments, at least one
 * @param origin nginx's place for it: the line on which the ";" or "{" was read; the column is the name's
 * @param opens whether it ended in "{"
 */
public record Node(List<Word> words, Origin origin, boolean opens) {
    /** The directive's name. */
    public String name() {
        return words.get(0).text();
    }

    /** Where the name itself stands, for people. */
    public Origin start() {
        Word first = words.get(0);
        return new Origin(origin.file(), first.line(), first.column());
    }
}
