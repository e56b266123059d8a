package io.postern.smtp;

import io.postern.sasl.Base64Text;
import io.postern.session.BackendReply;
import io.postern.session.BackendTalk;
import io.postern.session.CommandBuffer;
import io.postern.session.Facts;
import io.postern.session.Step;

/**
 * How we hand an SMTP client over: our EHLO, XCLIENT, the client's EHLO, then AUTH, or its MAIL and RCPT, or nothing more (nginx's
 * ngx_mail_proxy_smtp_handler). Confined to one event loop.
 */
final class SmtpBackend implements BackendTalk {
    /** The reply that is awaited. */
    private enum Awaited {
        GREETING,
        HELO,
        XCLIENT,
        CLIENT_HELO,
        AUTH,
        MAIL,
        RCPT
    }

    private static final String SENDING_AUTH = "sending AUTH to upstream";
    private static final String LOGGED_IN = "235 2.0.0 OK\r\n";

    private final SmtpServer server;
    private final Facts facts;
    private Awaited awaited = Awaited.GREETING;
    private String action = "";

    SmtpBackend(SmtpServer server, Facts facts) {
        this.server = server;
        this.facts = facts;
    }

    @Override
    public String action() {
        return action;
    }

    @Override
    public Step on(CommandBuffer reply) {
        Step incomplete = BackendReply.incomplete(reply);
        if (incomplete != null) {
            return incomplete;
        }
        if (moreLines(reply)) {
            return new Step.Wait();
        }
        if (!agrees(reply)) {
            return BackendReply.refused(reply, reply.pos());
        }
        return switch (awaited) {
            case GREETING -> helo();
            case HELO -> server.xclient() ? xclient() : login(reply);
            case XCLIENT -> facts.smtpHelo.isEmpty() ? login(reply) : clientHelo();
            case CLIENT_HELO -> login(reply);
            case MAIL -> say(Awaited.RCPT, "sending RCPT TO to upstream", facts.smtpTo);
            case AUTH, RCPT -> through(reply);
        };
    }

    private boolean agrees(CommandBuffer reply) {
        int at = reply.pos();
        return switch (awaited) {
            case GREETING -> BackendReply.says(reply, at, "220");
            case HELO, CLIENT_HELO, MAIL -> BackendReply.says(reply, at, "250");
            case XCLIENT -> BackendReply.says(reply, at, "250") || BackendReply.says(reply, at, "220");
            case AUTH -> BackendReply.says(reply, at, "235");
            // Whatever it is, the client hears it from the back end itself.
            case RCPT -> true;
        };
    }

    private Step helo() {
        String verb = facts.esmtp || server.xclient() ? "EHLO " : "HELO ";
        return say(Awaited.HELO, "sending HELO/EHLO to upstream", verb + server.serverName());
    }

    private Step xclient() {
        StringBuilder line = new StringBuilder("XCLIENT ADDR=");
        line.append(facts.inet6 ? "IPV6:" : "").append(facts.address);
        if (!facts.login.isEmpty() && !server.proxyAuth()) {
            line.append(" LOGIN=").append(Xtext.escape(facts.login));
        }
        line.append(" NAME=").append(facts.host);
        return say(Awaited.XCLIENT, "sending XCLIENT to upstream", line.toString());
    }

    private Step clientHelo() {
        String verb = facts.esmtp ? "EHLO " : "HELO ";
        return say(Awaited.CLIENT_HELO, "sending client HELO/EHLO to upstream", verb + facts.smtpHelo);
    }

    private Step login(CommandBuffer reply) {
        if (facts.method == Facts.Method.NONE) {
            return say(Awaited.MAIL, "sending MAIL FROM to upstream", facts.smtpFrom);
        }
        if (!server.proxyAuth()) {
            return through(reply);
        }
        if (facts.passwd == null) {
            return new Step.Broken("no password available", SENDING_AUTH);
        }
        String plain = '\0' + facts.login + '\0' + facts.passwd;
        return say(Awaited.AUTH, SENDING_AUTH, "AUTH PLAIN " + Base64Text.encode(plain));
    }

    /** Without AUTH the client awaits the answer to its RCPT, else the answer to its AUTH. */
    private Step through(CommandBuffer reply) {
        return facts.method == Facts.Method.NONE ? BackendReply.through(reply) : new Step.Through(LOGGED_IN);
    }

    private Step say(Awaited next, String doing, String line) {
        awaited = next;
        action = doing;
        return new Step.Say(line + "\r\n");
    }

    /** Whether a reply of several lines still lacks its last one, that is "250 …" after "250-…" (RFC 5321, section 4.2.1). */
    private static boolean moreLines(CommandBuffer reply) {
        byte[] bytes = reply.bytes();
        int first = reply.pos();
        if (bytes[first + 3] != '-') {
            return false;
        }
        int end = reply.last() - "\r\n200\r\n".length();
        while (end > first && !(bytes[end] == '\r' && bytes[end + 1] == '\n')) {
            end--;
        }
        return end <= first || bytes[end + 5] == '-';
    }
}
