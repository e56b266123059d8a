package io.postern.lang;

/**
 * Where something was written: the file as nginx names it, the line from 1, the column from 1.
 *
 * @param file the file's name; empty for text given on the command line (-g)
 */
public record Origin(String file, int line, int column) {
    /** What nginx appends to an error: {@code " in /etc/nginx/nginx.conf:12"}. */
    public String suffix() {
        return file.isEmpty() ? " in command line" : " in " + this;
    }

    /** {@code file:line}, as nginx writes it. */
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
