package io.postern.http.model;

import io.postern.http.text.Template;

/** {@code log_format name [escape=…] …;} */
public record LogFormat(String name, Escape escape, Template line) {
    /** How values are written. */
    public enum Escape {
        DEFAULT,
        JSON,
        NONE
    }
}
