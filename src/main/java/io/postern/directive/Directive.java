package io.postern.directive;

import io.postern.lang.Node;
import io.postern.lang.Origin;
import io.postern.lang.Word;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One statement of the typed tree.
 *
 * @param row what the directive is; null for lines of data blocks and of modules we do not know
 * @param value the statement's parsed value; null for blocks and data
 * @param block its contents, where it opened a block
 */
public record Directive(
        Node node,
        @Nullable Row<?> row,
        @Nullable Object value,
        @Nullable Block block) {
    public String name() {
        return node.name();
    }

    public Origin origin() {
        return node.origin();
    }

    /** The arguments' texts, without the name. */
    public List<String> arguments() {
        List<Word> words = node.words();
        List<String> texts = new ArrayList<>(words.size());
        for (Word word : words.subList(1, words.size())) {
            texts.add(word.text());
        }
        return Collections.unmodifiableList(texts);
    }
}
