package io.postern.pop3;

import io.postern.log.Log;
import io.postern.sasl.Mechanism;
import io.postern.session.ClientTalk;
import io.postern.session.CommandBuffer;
import io.postern.session.CommandReader;
import io.postern.session.Facts;
import io.postern.session.SaslTalk;
import io.postern.session.Step;
import io.postern.tls.Starttls;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What we answer a POP3 client that is not logged in (nginx's ngx_mail_pop3_auth_state). Confined to one event loop. */
final class Pop3Client implements ClientTalk {
    private static final String OK = "+OK\r\n";

    /** nginx reads one argument more than any command takes, and calls the command invalid all the same. */
    private static final int MAX_ARGS = 3;

    private static final Set<Pop3Verb> WITH_SPACES =
            Collections.unmodifiableSet(EnumSet.of(Pop3Verb.USER, Pop3Verb.PASS));

    private final Pop3Server server;
    private final Facts facts;
    private final CommandBuffer buffer;
    private final CommandReader<Pop3Verb> command;
    private final SaslTalk sasl;
    private boolean named;

    Pop3Client(Pop3Server server, Facts facts, CommandBuffer buffer, Log log) {
        this.server = server;
        this.facts = facts;
        this.buffer = buffer;
        this.command = new CommandReader<>(buffer, Pop3Verb.BY_NAME, MAX_ARGS, WITH_SPACES);
        this.sasl = new SaslTalk("+ ", server.auth(), server.serverName(), facts, log);
    }

    @Override
    public String greeting() {
        return server.salted() ? "+OK POP3 ready " + sasl.salt() + "\r\n" : "+OK POP3 ready\r\n";
    }

    @Override
    public Parsed parse() {
        return command.parse();
    }

    @Override
    public Step on() {
        List<String> args = command.args();
        Step step;
        if (sasl.awaits()) {
            step = sasl.answer(args.get(0));
        } else if (named) {
            step = withName(args);
        } else {
            step = start(args);
        }
        if (step == null) {
            return invalid();
        }
        command.answered(sasl.awaits() && step instanceof Step.Say);
        return step;
    }

    @Override
    public Step invalid() {
        named = false;
        sasl.reset();
        command.answered(false);
        return new Step.Say("-ERR invalid command\r\n");
    }

    @Override
    public void secured() {
        resumeCommands();
    }

    @Override
    public String refusal(String message, String code) {
        return "-ERR " + message + "\r\n";
    }

    @Override
    public void resumed() {
        facts.method = Facts.Method.PLAIN;
        resumeCommands();
    }

    private void resumeCommands() {
        named = false;
        sasl.reset();
    }

    private @Nullable Step start(List<String> args) {
        return switch (command.verb()) {
            case USER -> user(args);
            case CAPA -> new Step.Say(capability());
            case APOP -> apop(args);
            case AUTH -> auth(args);
            case QUIT -> new Step.Bye(OK);
            case NOOP -> new Step.Say(OK);
            case STLS -> stls();
            case PASS -> null;
        };
    }

    private @Nullable Step withName(List<String> args) {
        return switch (command.verb()) {
            case PASS -> pass(args);
            case CAPA -> new Step.Say(server.capability());
            case QUIT -> new Step.Bye(OK);
            case NOOP -> new Step.Say(OK);
            case USER, APOP, AUTH, STLS -> null;
        };
    }

    private @Nullable Step user(List<String> args) {
        if (tlsMissing() || args.size() != 1) {
            return null;
        }
        facts.login = args.get(0);
        named = true;
        return new Step.Say(OK);
    }

    private @Nullable Step pass(List<String> args) {
        if (args.size() != 1) {
            return null;
        }
        facts.passwd = args.get(0);
        return new Step.Ask();
    }

    private @Nullable Step apop(List<String> args) {
        if (tlsMissing() || args.size() != 2 || !server.auth().contains(Mechanism.APOP)) {
            return null;
        }
        facts.login = args.get(0);
        facts.passwd = args.get(1);
        facts.method = Facts.Method.APOP;
        return new Step.Ask();
    }

    private @Nullable Step auth(List<String> args) {
        if (tlsMissing()) {
            return null;
        }
        return args.isEmpty() ? new Step.Say(server.methods()) : sasl.begin(args);
    }

    private @Nullable Step stls() {
        if (facts.secure || server.starttls() == Starttls.OFF) {
            return null;
        }
        buffer.clear();
        return new Step.StartTls(OK);
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

    private boolean tlsMissing() {
        return !facts.secure && server.starttls() == Starttls.ONLY;
    }
}
