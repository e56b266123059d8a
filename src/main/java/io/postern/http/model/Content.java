package io.postern.http.model;

/** Where a location's content comes from. */
public sealed interface Content {
    /** proxy_pass. */
    record Proxy(Proxying proxying) implements Content {}

    /** stub_status. */
    record Status() implements Content {}

    /** empty_gif. */
    record Pixel() implements Content {}

    /** What nothing else makes: the location's files. */
    record Files() implements Content {}

    /** Something we do not serve (fastcgi_pass, …): 501 and a line in the error log that names it. */
    record Unserved(String by) implements Content {}
}
