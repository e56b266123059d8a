package io.postern.smtp;

import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.sasl.Mechanism;
import io.postern.session.ClientTalk;
import io.postern.session.CommandBuffer;
import io.postern.session.CommandReader;
import io.postern.session.Facts;
import io.postern.session.SaslTalk;
import io.postern.session.Step;
import io.postern.tls.Starttls;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What we answer an SMTP client that is not logged in (nginx's ngx_mail_smtp_auth_state). Confined to one event loop. */
final class SmtpClient implements ClientTalk {
    /** What stands for a missing Auth-Error-Code. */
    private static final String NO_CODE = "535 5.7.0";

    private static final Step.Say OK = new Step.Say("250 2.0.0 OK\r\n");
    private static final Step.Say INVALID_COMMAND = new Step.Say("500 5.5.1 Invalid command\r\n");
    private static final Step.Say INVALID_ARGUMENT = new Step.Say("501 5.5.4 Invalid argument\r\n");
    private static final Step.Say BAD_SEQUENCE = new Step.Say("503 5.5.1 Bad sequence of commands\r\n");
    private static final Step.Say AUTH_REQUIRED = new Step.Say("530 5.7.1 Authentication required\r\n");
    private static final Step.Bye BYE = new Step.Bye("221 2.0.0 Bye\r\n");
    private static final Step.Bye TOO_EARLY = new Step.Bye("503 5.5.0 Improper use of SMTP command pipelining\r\n");

    private static final int MAX_ARGS = 11;

    private final SmtpServer server;
    private final Facts facts;
    private final CommandBuffer buffer;
    private final Log log;
    private final CommandReader<SmtpVerb> command;
    private final SaslTalk sasl;

    SmtpClient(SmtpServer server, Facts facts, CommandBuffer buffer, Log log) {
        this.server = server;
        this.facts = facts;
        this.buffer = buffer;
        this.log = log;
        this.command = new CommandReader<>(buffer, SmtpVerb.BY_NAME, MAX_ARGS, Set.of());
        this.sasl = new SaslTalk("334 ", server.auth(), server.serverName(), facts, log);
    }

    @Override
    public String greeting() {
        return "220 " + server.serverName() + " ESMTP ready\r\n";
    }

    @Override
    public Step tooEarly() {
        logRejected("client was rejected before greeting: \"");
        buffer.clear();
        return TOO_EARLY;
    }

    @Override
    public Parsed parse() {
        return command.parse();
    }

    @Override
    public Step on() {
        List<String> args = command.args();
        Step step = sasl.awaits() ? sasl.answer(args.get(0)) : start(args);
        if (step == null) {
            return invalid();
        }
        command.answered(sasl.awaits() && step instanceof Step.Say);
        return step;
    }

    @Override
    public Step invalid() {
        sasl.reset();
        command.answered(false);
        return INVALID_COMMAND;
    }

    @Override
    public void secured() {
        sasl.reset();
    }

    @Override
    public String refusal(String message, String code) {
        return (code.isEmpty() ? NO_CODE : code) + ' ' + message + "\r\n";
    }

    @Override
    public void resumed() {
        facts.method = Facts.Method.PLAIN;
        sasl.reset();
    }

    private @Nullable Step start(List<String> args) {
        return switch (command.verb()) {
            case HELO, EHLO -> helo(args);
            case AUTH -> auth(args);
            case QUIT -> BYE;
            case MAIL -> mail(args);
            case RCPT -> rcpt(args);
            case RSET -> {
                forgetEnvelope();
                yield OK;
            }
            case NOOP -> OK;
            case STARTTLS -> starttls();
            case VRFY, EXPN, HELP -> null;
        };
    }

    private Step helo(List<String> args) {
        if (args.size() != 1) {
            return INVALID_ARGUMENT;
        }
        facts.smtpHelo = args.get(0);
        forgetEnvelope();
        if (command.verb() == SmtpVerb.HELO) {
            return new Step.Say("250 " + server.serverName() + "\r\n");
        }
        facts.esmtp = true;
        return new Step.Say(capability());
    }

    private @Nullable Step auth(List<String> args) {
        if (!facts.secure && server.starttls() == Starttls.ONLY) {
            return null;
        }
        return args.isEmpty() ? INVALID_ARGUMENT : sasl.begin(args);
    }

    private Step mail(List<String> args) {
        if (!server.auth().contains(Mechanism.NONE)) {
            logRejected("client was rejected: \"");
            return AUTH_REQUIRED;
        }
        if (!facts.smtpFrom.isEmpty()) {
            return BAD_SEQUENCE;
        }
        if (args.isEmpty()) {
            return INVALID_ARGUMENT;
        }
        facts.smtpFrom = command.line();
        facts.login = "";
        facts.passwd = null;
        return OK;
    }

    private Step rcpt(List<String> args) {
        if (facts.smtpFrom.isEmpty()) {
            return BAD_SEQUENCE;
        }
        if (args.isEmpty()) {
            return INVALID_ARGUMENT;
        }
        facts.smtpTo = command.line();
        facts.method = Facts.Method.NONE;
        return new Step.Ask();
    }

    private @Nullable Step starttls() {
        if (facts.secure || server.starttls() == Starttls.OFF) {
            return null;
        }
        // RFC 3207, section 4.2: nothing that the client said before TLS counts.
        facts.smtpHelo = "";
        forgetEnvelope();
        buffer.clear();
        return new Step.StartTls("220 2.0.0 Start TLS\r\n");
    }

    private void forgetEnvelope() {
        facts.smtpFrom = "";
        facts.smtpTo = "";
    }

    private String capability() {
        if (facts.secure) {
            return server.capability();
        }
        return switch (server.starttls()) {
            case OFF -> server.capability();
            case ON -> server.starttlsCapability();
            case ONLY -> server.starttlsOnlyCapability();
        };
    }

    /**
     * Logs all that the buffer holds on one line. The line ends become underscores in the buffer itself, as in nginx: where the line is
     * logged, what a client pipelined behind a rejected MAIL is one unfinished line.
     */
    private void logRejected(String words) {
        if (!log.takes(Level.INFO)) {
            return;
        }
        byte[] bytes = buffer.bytes();
        for (int i = 0; i < buffer.last(); i++) {
            if (bytes[i] == '\r' || bytes[i] == '\n') {
                bytes[i] = '_';
            }
        }
        log.write(Level.INFO, words + buffer.text(0, buffer.last()) + '"');
    }
}
