package io.postern.lang;

import org.antlr.v4.runtime.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the end of a block of Lua as lua-nginx-module does: braces count, but not in comments, strings and long brackets. A string
 * ends on its line; a quote that no other one answers there is a character like any.
 */
final class LuaBlock {
    private final ByteText text;
    private int at;
    private int line;
    private int opened;

    LuaBlock(ByteText text, int start, int line) {
        this.text = text;
        this.at = start;
        this.line = line;
        this.opened = line;
    }

    /** Goes to behind the closing brace; what is wrong where there is none, in the module's words, and its line then is ours. */
    @Nullable
    String find() {
        int depth = 1;
        while (depth > 0) {
            int c = take();
            switch (c) {
                case IntStream.EOF -> {
                    line = opened;
                    return "unexpected end of file, expecting terminating characters for lua code block";
                }
                case '{' -> {
                    depth++;
                    opened = line;
                }
                case '}' -> depth--;
                case '"', '\'' -> string(c);
                case '[', '-' -> {
                    int level = longBracket(c == '[' ? at : text.at(at) == '-' && text.at(at + 1) == '[' ? at + 2 : -1);
                    if (level >= 0 && !close(level)) {
                        return "Lua code block missing the closing long bracket \"]" + "=".repeat(level)
                                + "]\", the inlined Lua code may be too long";
                    }
                    if (level < 0 && c == '-' && text.at(at) == '-') {
                        comment();
                    }
                }
                default -> {
                    // the rest of Lua holds no braces
                }
            }
        }
        return null;
    }

    int end() {
        return at;
    }

    int line() {
        return line;
    }

    private int take() {
        int c = text.at(at);
        if (c != IntStream.EOF) {
            at++;
        }
        if (c == '\n') {
            line++;
        }
        return c;
    }

    private void string(int quote) {
        for (int i = at; ; i++) {
            int c = text.at(i);
            if (c == quote) {
                at = i + 1;
                return;
            }
            if (c == '\\') {
                c = text.at(++i);
            }
            if (c == '\n' || c == IntStream.EOF) {
                return;
            }
        }
    }

    private void comment() {
        while (text.at(at) != '\n' && text.at(at) != IntStream.EOF) {
            at++;
        }
    }

    /** After the first "[" of {@code [==[}: goes to behind the second, and tells the number of "="; -1 where this is none. */
    private int longBracket(int start) {
        if (start < 0) {
            return -1;
        }
        int level = 0;
        while (text.at(start + level) == '=') {
            level++;
        }
        if (text.at(start + level) != '[') {
            return -1;
        }
        at = start + level + 1;
        return level;
    }

    /** Goes to behind {@code ]==]}; false, and nothing is taken, when it is missing. */
    private boolean close(int level) {
        int lines = 0;
        for (int i = at; text.at(i) != IntStream.EOF; i++) {
            if (text.at(i) == '\n') {
                lines++;
            } else if (text.at(i) == ']') {
                int equals = 0;
                while (equals < level && text.at(i + 1 + equals) == '=') {
                    equals++;
                }
                if (equals == level && text.at(i + 1 + level) == ']') {
                    at = i + level + 2;
                    line += lines;
                    return true;
                }
            }
        }
        return false;
    }
}
