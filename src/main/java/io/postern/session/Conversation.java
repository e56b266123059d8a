package io.postern.session;

import io.postern.log.Level;
import io.postern.net.Wire;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a client and we say to each other until it is logged in: greeting, commands, STARTTLS. Here {@link Step}s of the client's talk
 * are taken apart. Confined to its event loop.
 */
final class Conversation implements Stage {
    private static final String NO_NAME = "[UNAVAILABLE]";
    private static final String NO_NAME_NOW = "[TEMPUNAVAIL]";

    private final Session session;
    private final ClientTalk talk;
    private final Asking asking;
    private @Nullable Runnable naming;
    private int errors;
    /** Whether it is our turn to read; not while a login is judged or TLS is about to begin. */
    private boolean current = true;
    /** Whether the buffer may hold another command, be it one that was not looked at because a reply was still going out. */
    private boolean blocked;

    private boolean running;
    /** Whether to wait for more once the reply is out. */
    private boolean owing;

    Conversation(Session session) {
        this.session = session;
        talk = session.protocol().client(session.facts(), session.buffer(), session.log());
        asking = new Asking(session, this);
    }

    ClientTalk talk() {
        return talk;
    }

    /** Finds the client's name where that is wanted, then greets. */
    void begin() {
        session.action("sending client greeting line");
        if (!session.protocol().namesClients()) {
            greet();
            return;
        }
        HostNames names = session.service().names();
        if (names == null) {
            named(NO_NAME);
        } else if (!(session.remote() instanceof InetSocketAddress)) {
            named(NO_NAME_NOW);
        } else {
            session.enter(BLOCKED);
            session.forgo();
            naming = names.find(session, this::named);
        }
    }

    private void named(String host) {
        naming = null;
        session.facts().host = host;
        greet();
    }

    private void greet() {
        long delay = session.protocol().greetingDelay();
        if (delay > 0) {
            session.enter(new Silence());
            session.readAlarm().set(delay);
            session.wire().await(room());
        } else {
            session.readAlarm().set(session.timeout());
            sayHello();
        }
    }

    private void sayHello() {
        session.enter(this);
        session.send(talk.greeting());
        if (session.protocol().namesClients()) {
            // SMTP alone looks at what came before the greeting (ngx_mail_smtp_greeting)
            listen();
        } else {
            listenOn();
        }
    }

    private int room() {
        return Math.max(1, session.buffer().end() - session.buffer().last());
    }

    /** Waits for what comes next, unless what is there is being looked at or nothing is to come. */
    private void listen() {
        if (!session.wire().closed() && !session.quitting()) {
            session.wire().await(room());
        }
    }

    /** Waits for what comes from now on. */
    private void listenOn() {
        if (!session.wire().closed() && !session.quitting()) {
            session.wire().awaitMore(room());
        }
    }

    /** smtp_greeting_delay: a client that speaks before it is greeted is turned away (ngx_mail_smtp_invalid_pipelining). */
    private final class Silence implements Stage {
        @Override
        public void readable() {
            session.action("in delay pipelining state");
            if (receive() > 0) {
                apply(talk.tooEarly());
            }
        }

        @Override
        public void timedOut() {
            session.action("in delay pipelining state");
            session.readAlarm().set(session.timeout());
            sayHello();
        }
    }

    @Override
    public void readable() {
        session.action("in auth state");
        run();
    }

    @Override
    public void timedOut() {
        session.action("in auth state");
        session.clientTimedOut();
    }

    /** A reply has gone out: what the client sent meanwhile is looked at. */
    @Override
    public void sent() {
        if (blocked && !running) {
            run();
        } else if (owing && !running) {
            listenIfIdle();
        }
    }

    /** Goes through what is buffered command by command (the *_auth_state functions). */
    private void run() {
        running = true;
        do {
            if (session.sending()) {
                blocked = true;
                break;
            }
            blocked = false;
            if (!command()) {
                break;
            }
        } while (blocked && !session.sending() && isActive());
        running = false;
        listenIfIdle();
    }

    /** Waits for more, unless a reply is still on its way: then {@link #sent} does. */
    private void listenIfIdle() {
        owing = session.sending();
        if (!blocked && isActive() && !owing) {
            // as in nginx, what had no room in a full buffer is read when more comes, and so is an end that came with a
            // command
            listenOn();
        }
    }

    private boolean isActive() {
        return !session.wire().closed() && !session.quitting() && current;
    }

    /** Reads on and answers one command, if there is one (ngx_mail_read_command). */
    private boolean command() {
        CommandBuffer buffer = session.buffer();
        if (!buffer.isFull()) {
            int n = receive();
            if (n == Wire.FAILED || n == Wire.END || (n == Wire.AGAIN && !buffer.hasUnparsed())) {
                return false;
            }
        }
        switch (talk.parse()) {
            case AGAIN -> {
                if (!buffer.isFull()) {
                    return false;
                }
                session.log()
                        .write(Level.INFO, "client sent too long command \"" + buffer.text(0, buffer.last()) + '"');
                session.quitAfterSending();
                reply(talk.invalid());
            }
            case INVALID -> {
                if (++errors >= session.service().maxErrors()) {
                    session.log().write(Level.INFO, "client sent too many invalid commands");
                    session.quitAfterSending();
                }
                reply(talk.invalid());
            }
            case READY -> reply(talk.on());
        }
        return true;
    }

    /** Fills the buffer from the wire; a client that has gone, or half gone, is let go. */
    private int receive() {
        int n = session.buffer().fill(session.wire());
        if (n == Wire.END) {
            session.close();
        } else if (n == Wire.FAILED) {
            session.broken();
        }
        return n;
    }

    private void reply(Step step) {
        blocked = session.buffer().hasUnparsed();
        apply(step);
    }

    private void apply(Step step) {
        if (step instanceof Step.Say say) {
            session.send(say.text());
        } else if (step instanceof Step.Bye bye) {
            session.bye(bye.text());
        } else if (step instanceof Step.Ask) {
            current = false;
            asking.begin();
        } else if (step instanceof Step.StartTls start) {
            current = false;
            session.enter(new BeforeTls());
            session.send(start.text());
            listenOn();
        } else {
            throw new IllegalStateException("no step of a client's talk: " + step);
        }
    }

    /** Says why the login failed and goes on reading commands (the end of ngx_mail_auth_sleep_handler). */
    void resume(String refusal) {
        talk.resumed();
        session.action("in auth state");
        current = true;
        session.enter(this);
        session.send(refusal);
        if (!session.wire().closed()) {
            session.readAlarm().set(session.timeout());
            if (session.sending()) {
                blocked |= session.wire().ready();
                owing = true;
            } else {
                listen();
            }
        }
    }

    /** The client was told to begin TLS; its next byte is the first of it (ngx_mail_starttls_handler). */
    private final class BeforeTls implements Stage {
        private boolean late;

        @Override
        public void readable() {
            if (late) {
                session.close();
                return;
            }
            session.context().startTls();
            session.action("in starttls state");
            Entrance.handshake(session, session::startedTls);
        }

        /**
         * nginx takes the timer for the beginning of TLS: what had been lying there is read as that; if there is nothing, it waits once
         * more, and whatever comes then ends the session.
         */
        @Override
        public void timedOut() {
            if (late) {
                session.close();
                return;
            }
            if (session.wire().ready()) {
                readable();
                return;
            }
            late = true;
            session.context().startTls();
            session.action("in starttls state");
            session.readAlarm().set(session.timeout());
        }
    }

    void secured() {
        talk.secured();
        current = true;
        session.enter(this);
        readable();
    }

    /** The session is over: nobody waits for answers any more. */
    void end() {
        if (naming != null) {
            naming.run();
            naming = null;
        }
        asking.end();
    }
}
