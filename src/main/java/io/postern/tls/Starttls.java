package io.postern.tls;

/** What {@code starttls} says. */
public enum Starttls {
    OFF,
    ON,
    ONLY
}
