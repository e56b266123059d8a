package io.postern.auth;

import io.postern.directive.IpText;
import io.postern.log.Level;
import io.postern.session.Client;
import io.postern.session.Facts;
import io.postern.session.Verdict;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;

/** What an auth server's headers mean together (ngx_mail_auth_http_process_headers). Confined to its client's event loop. */
final class AuthReply {
    private static final int SHORTEST = "Auth-Port".length();
    private static final int LONGEST = "Transfer-Encoding".length();

    private final Client client;
    private final Facts facts;
    private final String server;
    private final boolean smtp;
    private final AuthReplyReader reader = new AuthReplyReader();
    private final Persistence persistence = new Persistence();

    private boolean refused;
    private String message = "";
    private String code = "";
    private String address = "";
    private String port = "";
    private long wait;

    /** @param server the auth server's name in the log */
    AuthReply(Client client, String server) {
        this.client = client;
        this.facts = client.facts();
        this.server = server;
        this.smtp = client.protocol().name().equals("smtp");
    }

    AuthReplyReader reader() {
        return reader;
    }

    Persistence persistence() {
        return persistence;
    }

    /** Applies the headers received since; logins and passwords go into the client's facts at once. */
    AuthReplyReader.Found readOn() {
        AuthReplyReader.Found found;
        while ((found = reader.next()) == AuthReplyReader.Found.HEADER) {
            if (reader.nameLength() >= SHORTEST && reader.nameLength() <= LONGEST) {
                apply(reader.name().toLowerCase(Locale.ROOT));
            }
        }
        return found;
    }

    private void apply(String name) {
        switch (name) {
            case "auth-status" -> status(reader.value());
            case "auth-server" -> address = reader.value();
            case "auth-port" -> port = reader.value();
            case "auth-user" -> facts.login = reader.value();
            case "auth-pass" -> facts.passwd = reader.value();
            case "auth-wait" -> {
                long seconds = number(reader.value());
                wait = seconds < 0 ? wait : seconds;
            }
            case "auth-error-code" -> code = reader.value();
            case "connection" -> persistence.connection(reader.value());
            case "content-length" -> persistence.contentLength(number(reader.value()));
            case "transfer-encoding" -> persistence.transferEncoding();
            default -> {}
        }
    }

    private void status(String value) {
        switch (value) {
            case "OK" -> {}
            case "WAIT" -> facts.authWait = true;
            default -> {
                message = value;
                // In SMTP the text alone makes the error, so that an empty one takes an earlier one back.
                refused = !(smtp && value.isEmpty());
            }
        }
    }

    /** The answer, once the header has ended. */
    Verdict verdict() {
        if (refused) {
            client.log().write(Level.INFO, "client login failed: \"" + message + "\"");
            return new Verdict.Refusal(message, code, wait);
        }
        if (facts.authWait) {
            return new Verdict.Again(wait);
        }
        if (address.isEmpty() || port.isEmpty()) {
            return failed("did not send server or port");
        }
        if (facts.passwd == null && !smtp) {
            return failed("did not send password");
        }
        InetAddress backend = IpText.parse(address);
        if (backend == null) {
            return failed("sent invalid server address:\"" + address + "\"");
        }
        long number = number(port);
        if (number < 1 || number > 65535) {
            return failed("sent invalid server port:\"" + port + "\"");
        }
        return new Verdict.Route(new InetSocketAddress(backend, (int) number), address + ':' + port);
    }

    Verdict failed(String why) {
        client.log().write(Level.ERROR, "auth http server " + server + ' ' + why);
        return new Verdict.Failed();
    }

    /** Digits only (ngx_atoi); -1 for all else. */
    private static long number(String text) {
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return text.isEmpty() ? -1 : value;
    }
}
