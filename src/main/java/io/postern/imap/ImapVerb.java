package io.postern.imap;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The commands of an IMAP client that is not logged in (RFC 9051, sections 6.1 and 6.2). */
enum ImapVerb {
    NOOP,
    LOGIN,
    LOGOUT,
    STARTTLS,
    CAPABILITY,
    AUTHENTICATE;

    static final Map<String, ImapVerb> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Enum::name, Function.identity()));
}
