package io.postern.pop3;

import io.postern.session.BackendReply;
import io.postern.session.BackendTalk;
import io.postern.session.CommandBuffer;
import io.postern.session.Facts;
import io.postern.session.Step;

/** How we log in to a POP3 server: USER and PASS (nginx's ngx_mail_proxy_pop3_handler). Confined to one event loop. */
final class Pop3Backend implements BackendTalk {
    private enum Awaited {
        GREETING,
        USER,
        PASS
    }

    private final Facts facts;
    private Awaited awaited = Awaited.GREETING;
    private String action = "";

    Pop3Backend(Facts facts) {
        this.facts = facts;
    }

    @Override
    public String action() {
        return action;
    }

    @Override
    public Step on(CommandBuffer reply) {
        Step incomplete = BackendReply.incomplete(reply);
        if (incomplete != null) {
            return incomplete;
        }
        if (!BackendReply.says(reply, reply.pos(), "+OK")) {
            return BackendReply.refused(reply, reply.pos());
        }
        return switch (awaited) {
            case GREETING -> say(Awaited.USER, "sending user name to upstream", "USER " + facts.login);
            case USER ->
                say(Awaited.PASS, "sending password to upstream", "PASS " + (facts.passwd == null ? "" : facts.passwd));
            case PASS -> BackendReply.through(reply);
        };
    }

    private Step say(Awaited next, String doing, String line) {
        awaited = next;
        action = doing;
        return new Step.Say(line + "\r\n");
    }
}
