package io.postern.http.exchange;

import io.postern.http.text.Symbol;

/** How each symbol of one configuration is read, by its index. */
public final class Variables {
    private final Reader[] readers;
    private final Symbol[] symbols;

    public Variables(Symbol[] symbols, Reader[] readers) {
        this.symbols = symbols.clone();
        this.readers = readers.clone();
    }

    int size() {
        return readers.length;
    }

    Reader reader(int index) {
        return readers[index];
    }

    String name(int index) {
        return symbols[index].name();
    }
}
