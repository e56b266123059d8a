package io.postern.http;

import io.postern.http.match.Http;
import io.postern.http.model.Location;
import io.postern.http.model.Server;
import io.postern.http.proxy.ProxyPass;
import io.postern.http.serve.AccessLogs;
import io.postern.http.serve.HttpAcceptor;
import io.postern.http.serve.RequestLogs;
import io.postern.http.serve.Service;
import io.postern.log.ErrorLog;
import io.postern.log.LogFiles;
import io.postern.log.LogSpec;
import io.postern.log.Logs;
import io.postern.net.Acceptor;
import io.postern.net.Listening;
import io.postern.net.Slots;
import io.postern.net.Transport;
import io.postern.session.NameRoom;
import io.postern.session.Sessions;
import io.postern.tls.Encryption;
import io.postern.tls.engine.Encryptions;
import io.postern.tls.files.TlsException;
import io.postern.tls.model.TlsSettings;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Puts the http{} of one configuration to work: who serves each of its sockets. */
public final class HttpDoors {
    /** The one protocol that clients may ask for by ALPN (RFC 7301). */
    private static final String PROTOCOL = "http/1.1";

    private final ErrorLog log;
    private final Logs logs;
    private final LogFiles files;
    private final Encryptions encryptions;
    private final Sessions sessions;
    private final House house;
    private final ResolverNames names;
    private final ProxyPass proxyPass;
    private boolean encrypts;

    /**
     * What outlives a configuration.
     *
     * @param slots how many connections there may be
     * @param tally counts for stub_status
     */
    public record House(Transport transport, Slots slots, Service.Tally tally) {}

    /**
     * For one generation of the configuration.
     *
     * @param log the process' log, also of servers that have none of their own
     * @param files opened by the caller once all doors are known
     * @param encryptions makes the TLS of servers
     * @param sessions where connections are listed
     */
    public HttpDoors(ErrorLog log, Logs logs, LogFiles files, House house, Encryptions encryptions, Sessions sessions) {
        this.log = log;
        this.logs = logs;
        this.files = files;
        this.encryptions = encryptions;
        this.sessions = sessions;
        this.house = house;
        this.names = new ResolverNames(log, new NameRoom(house.slots()));
        this.proxyPass = new ProxyPass(house.transport(), names);
    }

    /** Whether some server speaks TLS; known once the doors are. */
    public boolean encrypts() {
        return encrypts;
    }

    /** Keeps idle connections to upstreams again, after {@link #close}. */
    public void open() {
        proxyPass.open();
    }

    /** Closes idle connections and keeps no more: this configuration gets no further requests. */
    public void close() {
        proxyPass.close();
        names.close();
    }

    /**
     * Who serves each socket; none where no server is ours.
     *
     * @throws TlsException when a server's TLS cannot be made
     */
    public Map<Listening, Acceptor> of(HttpSettings settings) throws TlsException {
        Map<Listening, Acceptor> doors = new LinkedHashMap<>();
        Http http = settings.http();
        if (http == null) {
            return doors;
        }
        LogPaths paths = new LogPaths(files, logs, log);
        Map<List<LogSpec>, ErrorLog> errorLogs = new ConcurrentHashMap<>();
        IdentityHashMap<Server, Encryption> encrypted = new IdentityHashMap<>();
        for (Http.Group group : http.groups()) {
            for (Server server : group.servers()) {
                prepare(server.root(), paths, errorLogs);
                TlsSettings tls = server.tls().settings();
                Encryption made = tls == null || encrypted.containsKey(server) ? null : encryptions.of(tls, PROTOCOL);
                if (made != null) {
                    encrypted.put(server, made);
                    encrypts = true;
                }
            }
        }
        Service service = new Running(settings.hostname(), errorLogs, new AccessLogs(paths), encrypted);
        for (Http.Group group : http.groups()) {
            doors.put(listening(group.listen()), new HttpAcceptor(http, group, service));
        }
        return doors;
    }

    /** Every log that a location may write to is made now, before files are opened. */
    private void prepare(Location location, LogPaths paths, Map<List<LogSpec>, ErrorLog> errorLogs) {
        if (!location.errorLogs().isEmpty()) {
            errorLogs.computeIfAbsent(location.errorLogs(), logs::of);
        }
        location.logs().forEach(l -> paths.prepare(l.target()));
        location.nested().forEach(l -> prepare(l, paths, errorLogs));
    }

    private static Listening listening(Server.Listen listen) {
        Listening plain = Listening.on(listen.address());
        return new Listening(
                listen.address(),
                listen.backlog() > 0 ? listen.backlog() : plain.backlog(),
                listen.rcvbuf(),
                listen.sndbuf(),
                listen.ipv6only(),
                plain.keepalive());
    }

    private final class Running implements Service {
        private final String hostname;
        private final Map<List<LogSpec>, ErrorLog> errorLogs;
        private final AccessLogs accessLogs;
        private final IdentityHashMap<Server, Encryption> encrypted;

        Running(
                String hostname,
                Map<List<LogSpec>, ErrorLog> errorLogs,
                AccessLogs accessLogs,
                IdentityHashMap<Server, Encryption> encrypted) {
            this.hostname = hostname;
            this.errorLogs = errorLogs;
            this.accessLogs = accessLogs;
            this.encrypted = encrypted;
        }

        @Override
        public RequestLogs errorLogs(List<LogSpec> specs) {
            ErrorLog own = specs.isEmpty() ? log : errorLogs.getOrDefault(specs, log);
            return own::connection;
        }

        @Override
        public AccessLogs accessLogs() {
            return accessLogs;
        }

        @Override
        public @Nullable Encryption encryption(Server server) {
            return encrypted.get(server);
        }

        @Override
        public ProxyPass proxyPass() {
            return proxyPass;
        }

        @Override
        public Tally tally() {
            return house.tally();
        }

        @Override
        public Slots slots() {
            return house.slots();
        }

        @Override
        public Sessions sessions() {
            return sessions;
        }

        @Override
        public String hostname() {
            return hostname;
        }

        @Override
        public long pid() {
            return ProcessHandle.current().pid();
        }
    }
}
