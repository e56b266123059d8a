package io.postern.http.rewrite;

import io.postern.http.model.Location;
import io.postern.http.text.Captures;
import io.postern.http.text.Regex;
import io.postern.http.text.Symbol;
import io.postern.http.text.Values;
import org.jspecify.annotations.Nullable;

/** What rewrite directives work on: one request. */
public interface Subject extends Values {
    String uri();

    void uri(String uri);

    String args();

    void args(String args);

    /** Whether the client's URI had escapes or plus signs: captures are escaped again. */
    boolean escaped();

    void set(Symbol symbol, String value);

    /** The groups of the last match; null after a pattern that did not match. */
    void captured(@Nullable Captures captures, @Nullable Regex regex);

    /** An if block of a location holds: its settings apply. */
    void enter(Location settings);

    /** The URI was rewritten. */
    void rewritten();

    /** The rewritten URI stays in this location, whose prefix is no longer at its head. */
    void strayed();

    void location(String value);

    void error(String text);

    void alert(String text);

    void critical(int errno, String text);

    void notice(String text);
}
