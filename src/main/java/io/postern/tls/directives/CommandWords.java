package io.postern.tls.directives;

import io.postern.tls.files.TlsException;

/** What nginx and OpenSSL say of an ssl_conf_command that fails. */
record CommandWords(String name, String value) {
    /** nginx's: the call that failed. */
    String step() {
        return step(value);
    }

    /** @param argument what OpenSSL was given: a file's name is no longer as it was written */
    String step(String argument) {
        return "SSL_CONF_cmd(\"" + name + "\", \"" + argument + "\") failed";
    }

    /** OpenSSL's: the value is bad. */
    String badValue() {
        return badValue(value);
    }

    String badValue(String argument) {
        return "error:0A000180:SSL routines::bad value:cmd=" + name + ", value=" + argument;
    }

    TlsException bad() {
        return failed(badValue());
    }

    TlsException failed(String why) {
        return new TlsException(step() + " (SSL: " + why + ")");
    }
}
