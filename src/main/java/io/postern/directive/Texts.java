package io.postern.directive;

import io.postern.lang.Origin;
import io.postern.lang.Statements;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The texts that are being read, each included by the one below it; a file is opened when its turn comes. */
final class Texts {
    /** As many files as nginx can have open under the usual limit of 1024 descriptors. */
    private static final int DEEPEST = 1020;

    private final ConfFiles files;
    private final Deque<Text> stack = new ArrayDeque<>();
    private int open;

    Texts(ConfFiles files) {
        this.files = files;
    }

    /** Puts a text that is no file on top. */
    void push(Statements statements) {
        stack.push(new Text("", null, statements));
        open++;
    }

    /** Puts files on top, the first to be read first. */
    void push(List<String> names, @Nullable Origin include) {
        for (int i = names.size() - 1; i >= 0; i--) {
            stack.push(new Text(names.get(i), include, null));
        }
    }

    boolean isEmpty() {
        return stack.isEmpty();
    }

    /** The text to read from; opens it where that was not done yet. */
    Statements current() {
        Text top = stack.element();
        if (top.statements == null) {
            if (open >= DEEPEST) {
                throw Complaint.here("open() \"" + Types.cString(top.name) + "\" failed")
                        .errno(Errno.EMFILE);
            }
            top.statements = Statements.of(Types.cString(top.name), files.read(top.name));
            open++;
        }
        return top.statements;
    }

    /** The statement that asked for the text on top; null for the main file. */
    @Nullable
    Origin includedAt() {
        return stack.element().include;
    }

    void pop() {
        if (stack.pop().statements != null) {
            open--;
        }
    }

    void clear() {
        stack.clear();
        open = 0;
    }

    private static final class Text {
        private final String name;
        private final @Nullable Origin include;
        private @Nullable Statements statements;

        Text(String name, @Nullable Origin include, @Nullable Statements statements) {
            this.name = name;
            this.include = include;
            this.statements = statements;
        }
    }
}
