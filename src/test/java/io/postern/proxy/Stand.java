package io.postern.proxy;

import io.netty.channel.IoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.postern.imap.ImapProtocol;
import io.postern.imap.ImapServer;
import io.postern.imap.ImapSettings;
import io.postern.net.AddressText;
import io.postern.net.Listeners;
import io.postern.net.Listening;
import io.postern.net.Transport;
import io.postern.pop3.Pop3Protocol;
import io.postern.pop3.Pop3Server;
import io.postern.pop3.Pop3Settings;
import io.postern.sasl.Mechanism;
import io.postern.session.Authority;
import io.postern.session.Doorman;
import io.postern.session.Gate;
import io.postern.session.HostNames;
import io.postern.session.LogLines;
import io.postern.session.Protocol;
import io.postern.session.RealIp;
import io.postern.session.Service;
import io.postern.session.Sessions;
import io.postern.session.Verdict;
import io.postern.smtp.SmtpProtocol;
import io.postern.smtp.SmtpServer;
import io.postern.smtp.SmtpSettings;
import io.postern.tls.Starttls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A whole proxy in this process, put together from settings, on loopback: for tests. */
public final class Stand implements AutoCloseable {
    final LogLines log = new LogLines();
    final Sessions sessions = new Sessions();
    final Transport transport;
    private final IoEventLoopGroup loops;
    private final Listeners listeners;

    ProxySettings proxySettings = new ProxySettings(true, 4096, 60_000, false, true, false, 0);
    long timeout = 60_000;
    int maxErrors = 5;
    boolean proxyProtocol;
    RealIp realIp = RealIp.NONE;

    @Nullable
    HostNames names;

    Authority authority = (client, then) -> {
        then.accept(new Verdict.Failed());
        return () -> {};
    };

    public Stand(String use) {
        transport = Transport.of(use);
        loops = transport.loops(1, new DefaultThreadFactory("test-loop", true));
        listeners = new Listeners(transport, loops);
    }

    /** Sends every client to this back end. */
    public Stand routingTo(int port) {
        return routingTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), "127.0.0.1:" + port);
    }

    Stand routingTo(SocketAddress address, String name) {
        authority = (client, then) -> {
            then.accept(new Verdict.Route(address, name));
            return () -> {};
        };
        return this;
    }

    public static Protocol imap() {
        return imap(4096);
    }

    /** @param buffer imap_client_buffer */
    static Protocol imap(int buffer) {
        return new ImapProtocol(ImapServer.of(
                new ImapSettings(buffer, List.of("IMAP4rev1"), EnumSet.of(Mechanism.PLAIN)), Starttls.OFF, "stand"));
    }

    public static Protocol pop3() {
        return new Pop3Protocol(
                Pop3Server.of(new Pop3Settings(List.of("USER"), EnumSet.of(Mechanism.PLAIN)), Starttls.OFF, "stand"));
    }

    public static Protocol smtp(long delay) {
        SmtpSettings settings =
                new SmtpSettings(4096, delay, List.of(), EnumSet.of(Mechanism.PLAIN, Mechanism.LOGIN, Mechanism.NONE));
        return new SmtpProtocol(SmtpServer.of(settings, Starttls.OFF, "stand", true, false));
    }

    /** Listens on a loopback port for this protocol. */
    public Stand serve(Protocol protocol, int port) throws IOException {
        return serve(protocol, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    Stand serve(Protocol protocol, SocketAddress address) throws IOException {
        Service service = new Service(
                protocol,
                timeout,
                maxErrors,
                log,
                (client, then) -> authority.ask(client, then),
                new Proxy(proxySettings, transport),
                names,
                null,
                realIp);
        Gate gate = new Gate(AddressText.withPort(address), false, proxyProtocol, service);
        listeners
                .prepare(Map.of(Listening.on(address), new Doorman(Map.of(), gate, sessions, log.bare())), log.bare())
                .commit(log.bare());
        return this;
    }

    /** Has the event loop work this out. */
    <T> T onLoop(Callable<T> what) throws Exception {
        return loops.next().submit(what).get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        listeners.leave();
        sessions.closeAll();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
