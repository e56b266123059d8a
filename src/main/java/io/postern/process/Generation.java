package io.postern.process;

import io.postern.http.HttpDoors;
import io.postern.http.HttpSettings;
import io.postern.http.serve.PlainTally;
import io.postern.http.serve.Service;
import io.postern.log.ErrorLog;
import io.postern.log.Level;
import io.postern.log.LogFiles;
import io.postern.log.Logs;
import io.postern.log.MainLogModule;
import io.postern.log.Stderr;
import io.postern.net.Acceptor;
import io.postern.net.Listening;
import io.postern.net.Slots;
import io.postern.net.Transport;
import io.postern.session.Census;
import io.postern.session.NameRoom;
import io.postern.session.Sessions;
import io.postern.settings.Configuration;
import io.postern.tls.engine.Encryptions;
import io.postern.tls.files.TlsException;
import io.postern.tls.model.TlsSettings;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One configuration at work: its settings, its open logs, who serves each address, and the sessions that began under it. A reload
 * makes the next one; this one lasts until its last session has ended.
 */
final class Generation {
    private final Configuration configuration;
    private final MainSettings core;
    private final MainSettings first;
    private final EventsSettings events;
    private final LogFiles files;
    private final Logs logs;
    private final ErrorLog log;
    private final Sessions sessions;
    private final Wiring wiring;
    private final HttpDoors httpDoors;
    private final Map<Listening, Acceptor> doors;
    /** Whether the first of a leaving worker's lines is written. */
    private boolean leaving;
    /** Whether its last ones are, too. */
    private boolean over;

    /**
     * Puts a configuration to work; nothing is listened on yet.
     *
     * @param errorLog the file of the default log, empty for standard error
     * @param boot speaks until the logs stand
     * @throws TlsException when a server's TLS cannot be made
     */
    Generation(Configuration configuration, String errorLog, Stderr stderr, ErrorLog boot, Surroundings surroundings)
            throws TlsException {
        this.configuration = configuration;
        this.sessions = new Sessions(surroundings.census());
        this.core = configuration.get(MainSettings.class);
        this.first = surroundings.first();
        this.events = configuration.get(EventsSettings.class);
        this.files = new LogFiles();
        this.logs = new Logs(files, stderr, boot);
        this.log = logs.main(configuration.get(MainLogModule.Settings.class).logs(), errorLog);
        this.wiring = new Wiring(
                events,
                log,
                logs,
                surroundings.transport(),
                surroundings.encryptions(),
                new NameRoom(surroundings.slots()));
        Map<Listening, Acceptor> all = new LinkedHashMap<>(wiring.doors(configuration.servers(), sessions));
        HttpSettings http = configuration.get(HttpSettings.class);
        this.httpDoors = new HttpDoors(
                log,
                logs,
                files,
                new HttpDoors.House(surroundings.transport(), surroundings.slots(), surroundings.tally()),
                surroundings.encryptions(),
                sessions);
        all.putAll(httpDoors.of(http));
        this.doors = all;
    }

    /**
     * Opens the logs.
     *
     * @throws LogFiles.Unopened when one cannot be opened
     */
    void open() throws LogFiles.Unopened {
        files.open();
        String left = configuration.get(HttpSettings.class).notice();
        if (left != null) {
            log.write(Level.NOTICE, left);
        }
        String other = encrypts() ? Encryptions.fallBack() : null;
        if (other != null) {
            log.write(Level.WARN, other);
        }
        wiring.lacks().forEach(lack -> log.write(Level.WARN, lack));
    }

    private boolean encrypts() {
        return httpDoors.encrypts()
                || configuration.servers().stream()
                        .anyMatch(server -> server.get(TlsSettings.class).used());
    }

    /**
     * What generations share: it lives as long as the process.
     *
     * @param first the first configuration's settings: whether there is a master, and who the workers are, no reload changes
     */
    record Surroundings(
            Transport transport,
            Slots slots,
            Encryptions encryptions,
            Census census,
            Service.Tally tally,
            MainSettings first) {
        Surroundings(Transport transport, Slots slots, Encryptions encryptions, Census census, MainSettings first) {
            this(slots.counting(transport), slots, encryptions, census, new PlainTally(census), first);
        }
    }

    Configuration configuration() {
        return configuration;
    }

    MainSettings core() {
        return core;
    }

    EventsSettings events() {
        return events;
    }

    ErrorLog log() {
        return log;
    }

    /** Whether some log is standard error, which then stays what it is. */
    boolean usesStderr() {
        return configuration.get(MainLogModule.Settings.class).stderr();
    }

    LogFiles files() {
        return files;
    }

    Sessions sessions() {
        return sessions;
    }

    Map<Listening, Acceptor> doors() {
        return doors;
    }

    /** A line that a worker of nginx writes, or its master about it: there are none of either with {@code master_process off}. */
    void worker(String line) {
        if (first.master()) {
            log.write(Level.NOTICE, line);
        }
    }

    /** What a worker says when it is told to go; once. */
    void leaves() {
        if (!leaving) {
            leaving = true;
            worker("gracefully shutting down");
            httpDoors.close();
            sessions.leave();
        }
    }

    /** A worker's last lines; once. */
    void ended() {
        if (!over) {
            over = true;
            worker("exiting");
            if (first.master()) {
                log.last(Level.NOTICE, "exit");
            }
        }
    }

    /** Serves again, after {@link #leaves}. */
    void began() {
        leaving = false;
        sessions.stay();
        httpDoors.open();
        over = false;
        worker("start worker processes");
    }

    /**
     * Opens the logs anew: in nginx the master does and then each worker, and each says what it does and what failed.
     *
     * @param current whether it is the master's too: of older ones only their workers are left
     */
    void reopen(boolean current) {
        MainSettings.User user = first.user();
        LogFiles.Fresh fresh = files.anew(path -> {
            if (user != null && first.master()) {
                Privileges.hand(path, user);
            }
        });
        if (current) {
            fresh.complain(log);
        }
        if (first.master() && !over) {
            worker("reopening logs");
            fresh.complain(log);
        }
        fresh.use();
    }

    /** The last session has ended, or nothing began. */
    void close() {
        wiring.close();
        httpDoors.close();
        logs.close();
        files.close();
    }
}
