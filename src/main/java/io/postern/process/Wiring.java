package io.postern.process;

import io.postern.auth.AuthHttp;
import io.postern.auth.AuthHttpSettings;
import io.postern.auth.ClientNames;
import io.postern.auth.KeptConnections;
import io.postern.dns.DnsSettings;
import io.postern.dns.NameServers;
import io.postern.dns.Room;
import io.postern.imap.ImapProtocol;
import io.postern.imap.ImapServer;
import io.postern.imap.ImapSettings;
import io.postern.log.ErrorLog;
import io.postern.log.LogSpec;
import io.postern.log.Logs;
import io.postern.log.MailLogModule;
import io.postern.net.Acceptor;
import io.postern.net.Listening;
import io.postern.net.Transport;
import io.postern.pop3.Pop3Protocol;
import io.postern.pop3.Pop3Server;
import io.postern.pop3.Pop3Settings;
import io.postern.proxy.Proxy;
import io.postern.proxy.ProxySettings;
import io.postern.sasl.Mechanism;
import io.postern.sasl.Salt;
import io.postern.session.ConnectionLogs;
import io.postern.session.CoreSettings;
import io.postern.session.Doors;
import io.postern.session.HostNames;
import io.postern.session.Protocol;
import io.postern.session.RealIp;
import io.postern.session.Service;
import io.postern.session.Sessions;
import io.postern.settings.ServerSettings;
import io.postern.smtp.SmtpProtocol;
import io.postern.smtp.SmtpServer;
import io.postern.smtp.SmtpSettings;
import io.postern.tls.Encryption;
import io.postern.tls.Starttls;
import io.postern.tls.engine.Encryptions;
import io.postern.tls.files.TlsException;
import io.postern.tls.model.TlsSettings;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes of a configuration's settings what serves each address: the one place where the rooms meet. */
final class Wiring {
    private final EventsSettings events;
    private final ErrorLog log;
    private final Logs logs;
    private final Transport transport;
    private final Encryptions encryptions;
    private final Set<String> lacks = new LinkedHashSet<>();
    private final KeptConnections kept = new KeptConnections();
    private final Room room;
    private final Map<DnsSettings, NameServers> resolvers = new HashMap<>();

    /**
     * Wires one generation.
     *
     * @param log the process' log, also of servers that have none of their own
     * @param encryptions what outlives configurations
     * @param room where the sockets to name servers count
     */
    Wiring(EventsSettings events, ErrorLog log, Logs logs, Transport transport, Encryptions encryptions, Room room) {
        this.room = room;
        this.events = events;
        this.log = log;
        this.logs = logs;
        this.transport = transport;
        this.encryptions = encryptions;
    }

    /** Who serves each socket of these servers. */
    Map<Listening, Acceptor> doors(List<ServerSettings> servers, Sessions sessions) throws TlsException {
        Doors doors = new Doors(sessions);
        IdentityHashMap<List<LogSpec>, ErrorLog> serverLogs = new IdentityHashMap<>();
        for (ServerSettings server : servers) {
            // the list of mail{} is one and the same for all servers that have none of their own
            List<LogSpec> own = server.get(MailLogModule.Settings.class).logs();
            ErrorLog serverLog = own.isEmpty() ? log : serverLogs.computeIfAbsent(own, logs::of);
            doors.add(server.get(CoreSettings.class).listens(), service(server, serverLog), serverLog);
        }
        if (servers.stream().anyMatch(Wiring::challenges)) {
            Salt.prepare();
        }
        if (!resolvers.isEmpty()) {
            new Ahead(NameServers::prepare);
        }
        return doors.sockets();
    }

    private static boolean challenges(ServerSettings server) {
        Set<Mechanism> all =
                switch (server.get(CoreSettings.class).protocol()) {
                    case "pop3" -> server.get(Pop3Settings.class).auth();
                    case "imap" -> server.get(ImapSettings.class).auth();
                    default -> server.get(SmtpSettings.class).auth();
                };
        return all.contains(Mechanism.APOP) || all.contains(Mechanism.CRAM_MD5);
    }

    /** Lets go of what served this generation and nobody else: it has no sessions any more. */
    void close() {
        kept.close();
        resolvers.values().forEach(NameServers::close);
    }

    private Service service(ServerSettings server, ErrorLog serverLog) throws TlsException {
        CoreSettings core = server.get(CoreSettings.class);
        return new Service(
                protocol(core, server),
                core.timeout(),
                core.maxErrors(),
                connections(serverLog),
                new AuthHttp(server.get(AuthHttpSettings.class), transport, kept),
                new Proxy(server.get(ProxySettings.class), transport),
                names(server),
                encryption(server.get(TlsSettings.class), core.protocol()),
                server.get(RealIp.class));
    }

    private @Nullable Encryption encryption(TlsSettings settings, String protocol) throws TlsException {
        Encryption made = encryptions.of(settings, protocol);
        if (made != null) {
            lacks.addAll(made.lacks());
        }
        return made;
    }

    /** What was asked of TLS and cannot be had, for the log; known once the {@link #doors} are. */
    Set<String> lacks() {
        return lacks;
    }

    private ConnectionLogs connections(ErrorLog serverLog) {
        if (events.debugged().isEmpty()) {
            return (number, client, context) -> serverLog.connection(number, context);
        }
        return (number, client, context) ->
                events.debugs(client) ? serverLog.debugged(number, context) : serverLog.connection(number, context);
    }

    private static Protocol protocol(CoreSettings core, ServerSettings server) {
        Starttls starttls = server.get(TlsSettings.class).starttls();
        ProxySettings proxy = server.get(ProxySettings.class);
        String name = core.serverName();
        return switch (core.protocol()) {
            case "pop3" -> new Pop3Protocol(Pop3Server.of(server.get(Pop3Settings.class), starttls, name));
            case "imap" -> new ImapProtocol(ImapServer.of(server.get(ImapSettings.class), starttls, name));
            case "smtp" ->
                new SmtpProtocol(SmtpServer.of(
                        server.get(SmtpSettings.class), starttls, name, proxy.xclient(), proxy.smtpAuth()));
            default -> throw new IllegalStateException("no protocol " + core.protocol());
        };
    }

    /** Servers with the same resolver share its answers. */
    private @Nullable HostNames names(ServerSettings server) {
        DnsSettings dns = server.get(DnsSettings.class);
        return dns.resolver()
                .map(found -> new ClientNames(
                        resolvers.computeIfAbsent(dns, d -> new NameServers(found, d.timeout(), log, room))))
                .orElse(null);
    }
}
