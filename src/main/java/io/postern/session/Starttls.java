package io.postern.session;

/** What {@code starttls} says. */
public enum Starttls {
    OFF,
    ON,
    ONLY
}
