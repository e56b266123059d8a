package io.postern.imap;

import io.postern.log.Log;
import io.postern.session.BackendTalk;
import io.postern.session.ClientTalk;
import io.postern.session.CommandBuffer;
import io.postern.session.Facts;
import io.postern.session.Protocol;

/** IMAP as one server block speaks it. */
public record ImapProtocol(ImapServer server) implements Protocol {
    @Override
    public String name() {
        return "imap";
    }

    @Override
    public String alpn() {
        return "imap";
    }

    @Override
    public int clientBuffer() {
        return server.clientBuffer();
    }

    @Override
    public String internalServerError() {
        return "* BAD internal server error\r\n";
    }

    @Override
    public String certificateError() {
        return "* BYE SSL certificate error\r\n";
    }

    @Override
    public String noCertificate() {
        return "* BYE No required SSL certificate\r\n";
    }

    @Override
    public ClientTalk client(Facts facts, CommandBuffer buffer, Log log) {
        return new ImapClient(server, facts, buffer, log);
    }

    @Override
    public BackendTalk backend(Facts facts) {
        return new ImapBackend(facts);
    }
}
