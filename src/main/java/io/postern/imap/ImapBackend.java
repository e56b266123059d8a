package io.postern.imap;

import io.postern.session.BackendReply;
import io.postern.session.BackendTalk;
import io.postern.session.CommandBuffer;
import io.postern.session.Facts;
import io.postern.session.Step;

/** How we log in to an IMAP server: LOGIN with two literals, whatever the client said (nginx's ngx_mail_proxy_imap_handler). */
final class ImapBackend implements BackendTalk {
    private enum Awaited {
        GREETING,
        GO_FOR_LOGIN,
        GO_FOR_PASSWD,
        RESULT
    }

    private final Facts facts;
    private final String passwd;
    private Awaited awaited = Awaited.GREETING;
    private String action = "";

    ImapBackend(Facts facts) {
        this.facts = facts;
        this.passwd = facts.passwd == null ? "" : facts.passwd;
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
        return switch (awaited) {
            case GREETING -> BackendReply.says(reply, reply.pos(), "* OK") ? announceLogin() : refused(reply);
            case GO_FOR_LOGIN -> BackendReply.says(reply, reply.pos(), "+") ? announcePasswd() : refused(reply);
            case GO_FOR_PASSWD -> BackendReply.says(reply, reply.pos(), "+") ? sendPasswd() : refused(reply);
            case RESULT -> result(reply);
        };
    }

    private Step announceLogin() {
        return say(
                Awaited.GO_FOR_LOGIN,
                "sending LOGIN command to upstream",
                facts.tag + "LOGIN {" + facts.login.length() + '}');
    }

    private Step announcePasswd() {
        return say(Awaited.GO_FOR_PASSWD, "sending user name to upstream", facts.login + " {" + passwd.length() + '}');
    }

    private Step sendPasswd() {
        return say(Awaited.RESULT, "sending password to upstream", passwd);
    }

    /**
     * One untagged line before the tagged one is allowed: SmarterMail and Gmail send CAPABILITY there. Of a refusal, what is judged begins
     * behind the tag.
     */
    private Step result(CommandBuffer reply) {
        int at = reply.pos();
        if (BackendReply.says(reply, at, "* ")) {
            at = behindLine(reply, at + 2);
            if (reply.last() - at < BackendReply.SHORTEST) {
                return new Step.Wait();
            }
        }
        if (BackendReply.says(reply, at, facts.tag)) {
            at += facts.tag.length();
            if (BackendReply.says(reply, at, "OK")) {
                return BackendReply.through(reply);
            }
        }
        return BackendReply.refused(reply, at);
    }

    private static int behindLine(CommandBuffer reply, int from) {
        byte[] bytes = reply.bytes();
        int at = from;
        while (at < reply.last() - 1) {
            if (bytes[at] == '\r' && bytes[at + 1] == '\n') {
                return at + 2;
            }
            at++;
        }
        return at;
    }

    private static Step refused(CommandBuffer reply) {
        return BackendReply.refused(reply, reply.pos());
    }

    private Step say(Awaited next, String doing, String line) {
        awaited = next;
        action = doing;
        return new Step.Say(line + "\r\n");
    }
}
