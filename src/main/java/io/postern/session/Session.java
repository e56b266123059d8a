package io.postern.session;

import io.netty.channel.EventLoop;
import io.postern.directive.Errno;
import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.net.AddressText;
import io.postern.net.Alarm;
import io.postern.net.ConnectionError;
import io.postern.net.ConnectionNumbers;
import io.postern.net.Guarded;
import io.postern.net.Wire;
import io.postern.tls.Encryption;
import io.postern.tls.TlsFacts;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: its wire, its timers, what is known of it, and the {@link Stage} it is in. Stages and, later, the carrier
 * act through it. Confined to its event loop.
 */
public final class Session implements Client, Guest, Wire.Events, Guarded.Step {
    private final Gate gate;
    private Wire wire;
    private final Sessions sessions;
    private final Facts facts = new Facts();
    private final SessionContext context;
    private final CommandBuffer buffer;
    private final Log log;
    private final Alarm readAlarm;
    private final Alarm writeAlarm;
    private @Nullable Conversation conversation;
    private Stage stage = Stage.BLOCKED;
    private Runnable whenShutDown = () -> {};
    private SocketAddress remote;
    private @Nullable ProxySource proxySource;
    private Encryption.@Nullable Guard guard;
    private boolean sending;
    private boolean quit;
    /** Whether time was up while the client was not looked at: what it does next is taken for that (nginx's rev->timedout). */
    private boolean overdue;

    Session(Gate gate, Wire wire, Sessions sessions) {
        this.gate = gate;
        this.wire = wire;
        this.sessions = sessions;
        remote = wire.remote();
        context = new SessionContext(gate.text(), facts);
        context.client(remote);
        long number = ConnectionNumbers.next();
        log = service().logs().connection(number, remote, context);
        buffer = new CommandBuffer(protocol().clientBuffer());
        readAlarm = new Alarm(wire.loop(), new TimedOut(false));
        writeAlarm = new Alarm(wire.loop(), new TimedOut(true));
        conversation = new Conversation(this);
    }

    /** Begins, as ngx_mail_init_connection does. */
    @Override
    public void run() {
        sessions.add(this);
        if (log.takes(Level.INFO)) {
            log.write(Level.INFO, "client " + AddressText.withPort(remote) + " connected to " + gate.text());
        }
        context.begin();
        action("sending client greeting line");
        wire.tell(this);
        new Entrance(this).begin();
    }

    /** What comes after the connection stands (and is encrypted, where it is from the start). */
    void greet() {
        conversation().begin();
    }

    /** Goes to TLS. */
    void secure(Encryption.Guard by, Consumer<@Nullable Throwable> then) {
        wire = by.over(wire, failure -> Guarded.run(() -> then.accept(failure), this::failed));
        wire.tell(this);
    }

    /** The handshake has succeeded. */
    void secured(Encryption.Guard by) {
        guard = by;
        Encryption encryption = service().encryption();
        if (encryption != null) {
            by.afterwards(failure -> encryption.failed(failure, log));
        }
        facts.secure = true;
    }

    /** TLS stands after STARTTLS. */
    void startedTls() {
        conversation().secured();
    }

    /** Nothing that the client sends, be it its leaving, is looked at until somebody waits for it again. */
    void forgo() {
        wire.forgo();
    }

    Gate gate() {
        return gate;
    }

    Service service() {
        return gate.service();
    }

    void enter(Stage next) {
        stage = next;
    }

    Alarm readAlarm() {
        return readAlarm;
    }

    SessionContext context() {
        return context;
    }

    /** Takes what a PROXY header said; the client becomes another where such headers are believed (ngx_mail_realip_handler). */
    void proxied(ProxySource source, @Nullable SocketAddress believed) {
        proxySource = source;
        if (believed != null) {
            remote = believed;
            context.client(believed);
        }
    }

    @Override
    public void readable() {
        if (sending && wire.broken()) {
            // what the kernel had not taken at once could not be sent
            broken();
        } else if (overdue && stage != Stage.BLOCKED) {
            overdue = false;
            stage.timedOut();
        } else {
            stage.readable();
        }
    }

    @Override
    public void writable() {
        if (sending) {
            sent();
        }
    }

    /** The client has not said, or not taken, anything for too long. */
    private final class TimedOut implements Guarded.Step {
        private final boolean writing;

        TimedOut(boolean writing) {
            this.writing = writing;
        }

        @Override
        public void run() {
            if (writing) {
                clientTimedOut();
            } else {
                overdue = stage == Stage.BLOCKED;
                stage.timedOut();
            }
        }

        @Override
        public void failed(Throwable why) {
            Session.this.failed(why);
        }
    }

    /** Whether time was up while the client was not looked at: its next event counts as that. */
    public boolean overdue() {
        return overdue;
    }

    /** An error of ours ends this session and no other. */
    @Override
    public void failed(Throwable why) {
        log.write(Level.ALERT, "session failed: " + why);
        close();
    }

    boolean sending() {
        return sending;
    }

    /** Sends; the stage hears when all of it has gone. A client that does not take it within {@code timeout} is ended. */
    void send(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (!wire.write(bytes, 0, bytes.length)) {
            broken();
            return;
        }
        sending = true;
        if (wire.pending() == 0) {
            sent();
        } else {
            writeAlarm.set(service().timeout());
        }
    }

    private void sent() {
        sending = false;
        writeAlarm.clear();
        if (quit) {
            close();
        } else {
            stage.sent();
        }
    }

    /** Nothing is read any more; what is sent next is the last. */
    void quitAfterSending() {
        quit = true;
    }

    boolean quitting() {
        return quit;
    }

    /** Says this and closes. */
    public void bye(String text) {
        quit = true;
        send(text);
    }

    /** Sends the protocol's internal server error and closes (ngx_mail_session_internal_server_error). */
    public void fail() {
        bye(protocol().internalServerError());
    }

    /** The wire does not work any more: says so in the log and closes. */
    void broken() {
        complain(Level.INFO, wire.failure());
        close();
    }

    /** Says in the log why the wire does not work any more: TLS has words of its own. */
    public void complain(Level usual, String words) {
        Throwable cause = wire.cause();
        Encryption encryption = service().encryption();
        if (guard != null && encryption != null && cause != null && wire.errno() == 0) {
            encryption.failed(cause, log);
        } else {
            log.write(ConnectionError.level(wire.errno(), usual), wire.errno(), words);
        }
    }

    /** The client has not said, or taken, anything for too long: the log hears it, and TLS ends without a goodbye. */
    public void clientTimedOut() {
        log.write(Level.INFO, Errno.ETIMEDOUT, "client timed out");
        if (guard != null) {
            guard.quiet();
        }
        close();
    }

    /** Closes the connection without a word. */
    @Override
    public void close() {
        if (!wire.closed()) {
            stage = Stage.BLOCKED;
            readAlarm.clear();
            writeAlarm.clear();
            if (conversation != null) {
                conversation.end();
            }
            wire.close();
            sessions.remove(this);
        }
    }

    private Conversation conversation() {
        Conversation held = conversation;
        if (held == null) {
            throw new IllegalStateException("logged in");
        }
        return held;
    }

    /** The client is logged in: lets go of all that was needed for it, so that an idle session costs little. */
    public void loggedIn() {
        conversation = null;
        readAlarm.clear();
        buffer.release();
        facts.forgetSecrets();
    }

    /** What the carrier wants done when worker_shutdown_timeout is up. */
    public void whenShutDown(Runnable then) {
        whenShutDown = then;
    }

    @Override
    public void shutdownTimeout() {
        if (!wire.closed()) {
            if (guard != null) {
                // nginx marks the connection as broken, and says no goodbye then
                guard.quiet();
            }
            whenShutDown.run();
        }
    }

    /** The client's connection, for the carrier. */
    public Wire wire() {
        return wire;
    }

    /** What the client said and nobody has read, for the carrier: it goes to the back end first. */
    public CommandBuffer buffer() {
        return buffer;
    }

    /** {@code timeout} in milliseconds. */
    public long timeout() {
        return service().timeout();
    }

    /** Names the back end for the log. */
    public void upstream(String name) {
        context.upstream(name);
    }

    @Override
    public Facts facts() {
        return facts;
    }

    @Override
    public Protocol protocol() {
        return service().protocol();
    }

    @Override
    public EventLoop loop() {
        return wire.loop();
    }

    @Override
    public Log log() {
        return log;
    }

    @Override
    public void action(String doing) {
        context.action(doing);
    }

    @Override
    public SocketAddress remote() {
        return remote;
    }

    @Override
    public String remoteText() {
        return facts.address;
    }

    @Override
    public SocketAddress local() {
        return wire.local();
    }

    @Override
    public @Nullable ProxySource proxySource() {
        return proxySource;
    }

    @Override
    public @Nullable TlsFacts tls() {
        return guard == null ? null : guard.facts();
    }
}
