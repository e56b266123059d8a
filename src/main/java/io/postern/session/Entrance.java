package io.postern.session;

import io.postern.directive.IpText;
import io.postern.log.Level;
import io.postern.net.ProxyHeader;
import io.postern.net.Wire;
import io.postern.tls.Encryption;
import io.postern.tls.Encryption.Complaint;
import io.postern.tls.Encryption.Guard;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** What comes before the greeting: the PROXY header, the client's real address, TLS. */
final class Entrance implements Stage {
    private final Session session;

    Entrance(Session session) {
        this.session = session;
    }

    void begin() {
        if (session.gate().proxyProtocol()) {
            session.action("reading PROXY protocol");
            session.enter(this);
            session.readAlarm().set(session.timeout());
            session.wire().await(ProxyHeader.MAX);
        } else {
            enterMail();
        }
    }

    /** The header is there, or part of it, or something else (ngx_mail_proxy_protocol_handler). */
    @Override
    public void readable() {
        Wire wire = session.wire();
        byte[] bytes = new byte[ProxyHeader.MAX];
        int n = wire.peek(bytes, 0, bytes.length);
        if (n == Wire.AGAIN) {
            return;
        }
        if (n == Wire.FAILED) {
            session.broken();
            return;
        }
        ProxyHeader header = ProxyHeader.read(bytes, n, session.log());
        if (header == null || wire.read(bytes, 0, header.length()) != header.length()) {
            session.close();
            return;
        }
        if (header.source() != null && header.destination() != null) {
            ProxySource source = new ProxySource(
                    header.source(), header.sourcePort(), header.destination(), header.destinationPort());
            session.proxied(source, believed(source));
        }
        enterMail();
    }

    private @Nullable SocketAddress believed(ProxySource source) {
        if (!session.service().realIp().trusts(session.remote())) {
            return null;
        }
        InetAddress address = IpText.parse(source.address());
        return address == null ? null : new InetSocketAddress(address, source.port());
    }

    @Override
    public void timedOut() {
        session.clientTimedOut();
    }

    private void enterMail() {
        if (session.gate().ssl()) {
            session.action("SSL handshaking");
            handshake(session, () -> {
                // as in nginx, what came right behind the handshake is read when more comes
                session.wire().awaitMore(1);
                session.greet();
            });
        } else {
            session.greet();
        }
    }

    /** Goes to TLS within {@code timeout}, judges the client's certificate, goes on (ngx_mail_ssl_init_connection). */
    static void handshake(Session session, Runnable then) {
        Encryption encryption = session.service().encryption();
        if (encryption == null) {
            session.close();
            return;
        }
        session.enter(new Stage() {
            @Override
            public void timedOut() {
                session.close();
            }
        });
        if (!session.readAlarm().isSet()) {
            session.readAlarm().set(session.timeout());
        }
        Guard guard = encryption.guard();
        session.secure(guard, failure -> {
            if (failure != null) {
                encryption.failed(failure, session.log());
                session.close();
                return;
            }
            session.secured(guard);
            Complaint complaint = guard.complaint();
            if (complaint == null) {
                then.run();
                return;
            }
            session.enter(Stage.BLOCKED);
            session.log().write(Level.INFO, complaint.words());
            session.bye(
                    complaint.missing()
                            ? session.protocol().noCertificate()
                            : session.protocol().certificateError());
        });
    }
}
