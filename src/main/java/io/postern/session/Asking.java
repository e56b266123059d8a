package io.postern.session;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A login is judged by the auth source: nothing is read from the client meanwhile. Afterwards the carrier takes over, or the client
 * hears that it may not, now or after a while. Confined to the session's event loop.
 */
final class Asking implements Stage, Consumer<Verdict> {
    private final Session session;
    private final Conversation conversation;
    private @Nullable Runnable question;
    /** How many questions have been asked, and how many answered: an answer may come while its question is being asked. */
    private int asked;

    private int answered;
    private @Nullable String refusal;

    Asking(Session session, Conversation conversation) {
        this.session = session;
        this.conversation = conversation;
    }

    /** ngx_mail_auth. */
    void begin() {
        if (!session.buffer().hasUnparsed()) {
            session.buffer().clear();
        }
        session.readAlarm().clear();
        session.facts().loginAttempt++;
        ask();
    }

    private void ask() {
        session.enter(BLOCKED);
        session.forgo();
        int number = ++asked;
        Runnable open = session.service().authority().ask(session, this);
        if (answered < number) {
            question = open;
        }
    }

    @Override
    public void accept(Verdict verdict) {
        answered = asked;
        question = null;
        if (session.wire().closed()) {
            return;
        }
        if (verdict instanceof Verdict.Route route) {
            session.service().carrier().carry(session, route);
        } else if (verdict instanceof Verdict.Refusal refused) {
            String words = conversation.talk().refusal(refused.message(), refused.code());
            if (refused.waitSeconds() == 0) {
                session.bye(words);
            } else {
                refusal = words;
                sleep(refused.waitSeconds());
            }
        } else if (verdict instanceof Verdict.Again again) {
            if (again.waitSeconds() == 0) {
                ask();
            } else {
                sleep(again.waitSeconds());
            }
        } else {
            session.fail();
        }
    }

    private void sleep(long seconds) {
        session.enter(this);
        session.readAlarm().set(seconds * 1000);
    }

    /** Slept enough (ngx_mail_auth_sleep_handler). */
    @Override
    public void timedOut() {
        if (session.facts().authWait) {
            session.facts().authWait = false;
            ask();
            return;
        }
        String words = refusal;
        refusal = null;
        conversation.resume(words == null ? "" : words);
    }

    /** Takes back a question that nobody wants answered any more. */
    void end() {
        Runnable open = question;
        question = null;
        if (open != null) {
            open.run();
        }
    }
}
