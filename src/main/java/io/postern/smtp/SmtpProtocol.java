package io.postern.smtp;

import io.postern.log.Log;
import io.postern.session.BackendTalk;
import io.postern.session.ClientTalk;
import io.postern.session.CommandBuffer;
import io.postern.session.Facts;
import io.postern.session.Protocol;

/** SMTP as one server block speaks it. */
public record SmtpProtocol(SmtpServer server) implements Protocol {
    @Override
    public String name() {
        return "smtp";
    }

    @Override
    public String alpn() {
        return "smtp";
    }

    @Override
    public int clientBuffer() {
        return server.clientBuffer();
    }

    @Override
    public long greetingDelay() {
        return server.greetingDelay();
    }

    @Override
    public boolean namesClients() {
        return true;
    }

    @Override
    public String internalServerError() {
        return "451 4.3.2 Internal server error\r\n";
    }

    @Override
    public String certificateError() {
        return "421 4.7.1 SSL certificate error\r\n";
    }

    @Override
    public String noCertificate() {
        return "421 4.7.1 No required SSL certificate\r\n";
    }

    @Override
    public ClientTalk client(Facts facts, CommandBuffer buffer, Log log) {
        return new SmtpClient(server, facts, buffer, log);
    }

    @Override
    public BackendTalk backend(Facts facts) {
        return new SmtpBackend(server, facts);
    }
}
