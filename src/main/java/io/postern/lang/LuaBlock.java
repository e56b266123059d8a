package io.postern.lang;

import org.antlr.v4.runtime.IntStream;

/** Finds the end of a block of Lua: braces count, but not in its comments, strings and long brackets. */
final class LuaBlock {
    private final ByteText text;
    private int at;
    private int line;

    LuaBlock(ByteText text, int start, int line) {
        this.text = text;
        this.at = start;
        this.line = line;
    }

    /** Goes to behind the closing brace; false when there is none. */
    boolean find() {
        int depth = 1;
        while (depth > 0) {
            int c = take();
            if (c == IntStream.EOF) {
                return false;
            }
            switch (c) {
                case '{' -> depth++;
                case '}' -> depth--;
                case '"', '\'' -> string(c);
                case '[' -> longBracket();
                case '-' -> {
                    if (text.at(at) == '-') {
                        at++;
                        comment();
                    }
                }
                default -> {
                    // the rest of Lua holds no braces
                }
            }
        }
        return true;
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
        for (int c = take(); c != quote && c != IntStream.EOF; c = take()) {
            if (c == '\\') {
                take();
            }
        }
    }

    private void comment() {
        if (text.at(at) == '[') {
            at++;
            if (longBracket()) {
                return;
            }
        }
        while (text.at(at) != '\n' && text.at(at) != IntStream.EOF) {
            at++;
        }
    }

    /** After a "[": passes over {@code [==[ … ]==]}; false, and nothing is taken, when this is none. */
    private boolean longBracket() {
        int level = 0;
        while (text.at(at + level) == '=') {
            level++;
        }
        if (text.at(at + level) != '[') {
            return false;
        }
        at += level + 1;
        for (int c = take(); c != IntStream.EOF; c = take()) {
            if (c == ']') {
                int equals = 0;
                while (text.at(at + equals) == '=') {
                    equals++;
                }
                if (equals == level && text.at(at + equals) == ']') {
                    at += equals + 1;
                    break;
                }
            }
        }
        return true;
    }
}
