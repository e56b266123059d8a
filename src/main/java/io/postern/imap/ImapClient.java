package io.postern.imap;

import io.postern.log.Log;
import io.postern.session.ClientTalk;
import io.postern.session.CommandBuffer;
import io.postern.session.Facts;
import io.postern.session.SaslTalk;
import io.postern.session.Step;
import io.postern.tls.Starttls;
import java.util.List;

/** What we answer an IMAP client that is not logged in (nginx's ngx_mail_imap_auth_state). Confined to one event loop. */
final class ImapClient implements ClientTalk {
    private static final String OK = "OK completed\r\n";
    private static final String INVALID_COMMAND = "BAD invalid command\r\n";
    private static final Step.Say GO_ON = new Step.Say("+ OK\r\n");

    private final ImapServer server;
    private final Facts facts;
    private final CommandBuffer buffer;
    private final ImapCommand command;
    private final SaslTalk sasl;

    ImapClient(ImapServer server, Facts facts, CommandBuffer buffer, Log log) {
        this.server = server;
        this.facts = facts;
        this.buffer = buffer;
        this.command = new ImapCommand(buffer);
        this.sasl = new SaslTalk("+ ", server.auth(), server.serverName(), facts, log);
    }

    @Override
    public String greeting() {
        return "* OK IMAP4 ready\r\n";
    }

    @Override
    public Parsed parse() {
        return command.parse();
    }

    @Override
    public Step on() {
        if (command.announced()) {
            return GO_ON;
        }
        return sasl.awaits() ? answer() : start();
    }

    @Override
    public Step invalid() {
        Step.Say reply = refuse(true);
        return command.hopeless() ? new Step.Bye(reply.text()) : reply;
    }

    @Override
    public void secured() {
        sasl.reset();
    }

    @Override
    public String refusal(String message, String code) {
        return facts.tag + "NO " + message + "\r\n";
    }

    @Override
    public void resumed() {
        facts.method = Facts.Method.PLAIN;
        sasl.reset();
    }

    private Step answer() {
        // nginx leaves the tag out of its answer to a bad user name.
        boolean tagged = !sasl.awaitsUsername();
        Step step = sasl.answer(command.args().get(0));
        return step == null ? refuse(tagged) : challengeOrAsk(step);
    }

    private Step start() {
        return switch (command.verb()) {
            case LOGIN -> login(command.args());
            case AUTHENTICATE -> authenticate(command.args());
            case CAPABILITY -> say(capability());
            case LOGOUT -> new Step.Bye(say("* BYE\r\n").text());
            case NOOP -> say("");
            case STARTTLS -> starttls();
        };
    }

    private Step login(List<String> args) {
        if (tlsMissing() || args.size() != 2 || args.get(0).isEmpty()) {
            return refuse(true);
        }
        facts.login = args.get(0);
        facts.passwd = args.get(1);
        return challengeOrAsk(new Step.Ask());
    }

    private Step authenticate(List<String> args) {
        Step step = tlsMissing() ? null : sasl.begin(args);
        return step == null ? refuse(true) : challengeOrAsk(step);
    }

    private Step starttls() {
        if (facts.secure || server.starttls() == Starttls.OFF) {
            return refuse(true);
        }
        buffer.clear();
        return new Step.StartTls(say("").text());
    }

    private Step challengeOrAsk(Step step) {
        if (step instanceof Step.Ask) {
            facts.tag = command.tag();
            command.asked();
        } else {
            command.challenged();
        }
        return step;
    }

    /** Answers a command that is done with: what is untagged, then the tagged OK. */
    private Step.Say say(String untagged) {
        String text = untagged + tag() + OK;
        command.answered();
        return new Step.Say(text);
    }

    private Step.Say refuse(boolean tagged) {
        String text = (tagged ? tag() : "") + INVALID_COMMAND;
        sasl.reset();
        command.answered();
        return new Step.Say(text);
    }

    private String tag() {
        String tag = command.tag();
        return tag.isEmpty() ? "* " : tag;
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
