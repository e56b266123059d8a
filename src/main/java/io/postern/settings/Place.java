package io.postern.settings;

/** When a module's settings are read, and how often. */
public enum Place {
    /** Once, when the whole file is read: nginx's core modules (after "syntax is ok"). */
    MAIN,
    /** Once, at the end of events{}. */
    EVENTS,
    /** For every server of mail{}, at the end of mail{}. */
    MAIL,
    /** Once, at the end of http{}. */
    HTTP
}
