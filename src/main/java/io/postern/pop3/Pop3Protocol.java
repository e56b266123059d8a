package io.postern.pop3;

import io.postern.log.Log;
import io.postern.session.BackendTalk;
import io.postern.session.ClientTalk;
import io.postern.session.CommandBuffer;
import io.postern.session.Facts;
import io.postern.session.Protocol;

/** POP3 as one server block speaks it. */
public record Pop3Protocol(Pop3Server server) implements Protocol {
    /** Fixed in nginx. */
    private static final int CLIENT_BUFFER = 128;

    @Override
    public String name() {
        return "pop3";
    }

    @Override
    public String alpn() {
        return "pop3";
    }

    @Override
    public int clientBuffer() {
        return CLIENT_BUFFER;
    }

    @Override
    public String internalServerError() {
        return "-ERR internal server error\r\n";
    }

    @Override
    public String certificateError() {
        return "-ERR SSL certificate error\r\n";
    }

    @Override
    public String noCertificate() {
        return "-ERR No required SSL certificate\r\n";
    }

    @Override
    public ClientTalk client(Facts facts, CommandBuffer buffer, Log log) {
        return new Pop3Client(server, facts, buffer, log);
    }

    @Override
    public BackendTalk backend(Facts facts) {
        return new Pop3Backend(facts);
    }
}
