package io.postern.http.model;

import io.postern.http.text.Regex;
import io.postern.http.text.Symbol;
import io.postern.http.text.Template;

/** What stands between the parentheses of an if. */
public sealed interface Condition {
    /** Neither empty nor 0. */
    record True(Symbol symbol) implements Condition {}

    record Equal(Symbol symbol, Template value, boolean negated) implements Condition {}

    record Match(Symbol symbol, Regex regex, boolean negated) implements Condition {}

    /** {@code test} is f, d, e or x. */
    record File(char test, Template path, boolean negated) implements Condition {}
}
