package io.postern.pop3;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The commands of a POP3 client that is not logged in (RFC 1939, RFC 2449, RFC 2595, RFC 5034). */
enum Pop3Verb {
    USER,
    PASS,
    APOP,
    QUIT,
    CAPA,
    AUTH,
    NOOP,
    STLS;

    static final Map<String, Pop3Verb> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Enum::name, Function.identity()));
}
