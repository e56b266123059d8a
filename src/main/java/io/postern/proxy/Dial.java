package io.postern.proxy;

import io.postern.directive.Errno;
import io.postern.log.Level;
import io.postern.net.Alarm;
import io.postern.net.ConnectionError;
import io.postern.net.Guarded;
import io.postern.net.Transport;
import io.postern.net.Wire;
import io.postern.session.BackendReply;
import io.postern.session.BackendTalk;
import io.postern.session.CommandBuffer;
import io.postern.session.Session;
import io.postern.session.Step;
import io.postern.session.Verdict;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a back end and logs in there. Here {@link Step}s of the back end's talk are taken apart. The client is neither read nor
 * told anything meanwhile, unless it fails. Confined to the session's event loop.
 */
final class Dial implements Wire.Events, Guarded.Step {
    private final Session session;
    private final ProxySettings settings;
    private final BackendTalk talk;
    private final CommandBuffer reply;
    private final Alarm alarm;
    private @Nullable Wire wire;
    private boolean headerDue;
    /** Whether the next read is the second one of an event: of all that has come then, no more is read before the next event. */
    private boolean again;

    Dial(Session session, ProxySettings settings) {
        this.session = session;
        this.settings = settings;
        talk = session.protocol().backend(session.facts());
        reply = new CommandBuffer(settings.buffer());
        alarm = new Alarm(session.loop(), this);
        headerDue = settings.proxyProtocol() != 0;
    }

    /** ngx_mail_proxy_init. */
    void connect(Transport transport, Verdict.Route route) {
        session.action("connecting to upstream");
        session.upstream(route.name());
        Wire made = transport.connect(session.loop(), route.backend(), this);
        wire = made;
        if (made.broken()) {
            session.log()
                    .write(
                            ConnectionError.beginLevel(made),
                            made.errno(),
                            ConnectionError.beginWords(made, route.name()));
            fail();
            return;
        }
        alarm.set(session.timeout());
    }

    private Wire wire() {
        Wire made = wire;
        if (made == null) {
            throw new IllegalStateException("not dialled yet");
        }
        return made;
    }

    @Override
    public void writable() {
        if (headerDue) {
            session.action("sending PROXY protocol header to upstream");
            byte[] header;
            try {
                header = header();
            } catch (HeaderDraft.TooLong e) {
                session.log().write(Level.ALERT, String.valueOf(e.getMessage()));
                fail();
                return;
            }
            if (!wire().write(header, 0, header.length)) {
                broken("send() failed");
                return;
            }
            headerDue = false;
        }
        again = false;
        readOn(false);
    }

    /**
     * nginx reads once as an event says that something has come, and once more as the same event says that the back end takes bytes
     * (ngx_mail_proxy_write_handler), if there may be more. A back end that says several things at once may have to say one more.
     *
     * @param second whether this event's second read has been
     */
    private void readOn(boolean second) {
        if (!second && wire().ready()) {
            again = true;
            wire().await(room());
        } else {
            wire().awaitMore(room());
        }
    }

    private byte[] header() throws HeaderDraft.TooLong {
        return settings.proxyProtocol() == 2
                ? OutgoingHeader.v2(session.remote(), session.local(), session.tls())
                : OutgoingHeader.v1(session.remote(), session.local());
    }

    private int room() {
        return Math.max(1, reply.end() - reply.last());
    }

    @Override
    public void readable() {
        if (headerDue) {
            if (wire().broken()) {
                session.action("sending PROXY protocol header to upstream");
                broken("send() failed");
            }
            return;
        }
        boolean second = again;
        again = false;
        session.action("reading response from upstream");
        int n = reply.isFull() ? Wire.END : reply.fill(wire());
        if (n == Wire.FAILED) {
            broken("recv() failed");
        } else if (n == Wire.END) {
            fail();
        } else if (n > 0) {
            apply(talk.on(reply), second);
        }
    }

    private void apply(Step step, boolean second) {
        if (step instanceof Step.Wait) {
            readOn(second);
        } else if (step instanceof Step.Say say) {
            say(say.text(), second);
        } else if (step instanceof Step.Through through) {
            alarm.clear();
            new Relay(session, wire(), settings).begin(through.first());
        } else if (step instanceof Step.Refused refused) {
            refused(refused);
        } else if (step instanceof Step.Broken broken) {
            if (!broken.action().isEmpty()) {
                session.action(broken.action());
            }
            if (!broken.why().isEmpty()) {
                session.log().write(Level.ERROR, broken.why());
            }
            fail();
        } else {
            throw new IllegalStateException("no step of a back end's talk: " + step);
        }
    }

    private void say(String line, boolean second) {
        session.action(talk.action());
        byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
        if (!wire().write(bytes, 0, bytes.length)) {
            broken("send() failed");
            return;
        }
        if (wire().pending() > 0) {
            // a line that the kernel does not take at once is as good as an error
            fail();
            return;
        }
        reply.clear();
        readOn(second);
    }

    private void refused(Step.Refused refused) {
        boolean pass = settings.passErrorMessage();
        String quoted = pass ? refused.judged() : BackendReply.upToNul(refused.judged());
        session.log().write(pass ? Level.INFO : Level.ERROR, "upstream sent invalid response: \"" + quoted + '"');
        if (pass) {
            hangUp();
            session.bye(refused.words());
        } else {
            fail();
        }
    }

    /** It has taken too long. */
    @Override
    public void run() {
        session.log().write(Level.INFO, Errno.ETIMEDOUT, "upstream timed out");
        fail();
    }

    private void broken(String words) {
        int errno = wire().errno();
        session.log().write(ConnectionError.level(errno, Level.ERROR), errno, words);
        fail();
    }

    /** An error of ours ends this session and no other. */
    @Override
    public void failed(Throwable why) {
        hangUp();
        session.failed(why);
    }

    private void fail() {
        hangUp();
        session.fail();
    }

    private void hangUp() {
        alarm.clear();
        wire().close();
    }
}
