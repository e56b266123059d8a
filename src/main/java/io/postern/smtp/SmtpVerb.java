package io.postern.smtp;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The commands of an SMTP client that is not logged in (RFC 5321, RFC 3207, RFC 4954); the last three are known, and refused. */
enum SmtpVerb {
    HELO,
    EHLO,
    AUTH,
    QUIT,
    NOOP,
    MAIL,
    RSET,
    RCPT,
    STARTTLS,
    VRFY,
    EXPN,
    HELP;

    static final Map<String, SmtpVerb> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Enum::name, Function.identity()));
}
