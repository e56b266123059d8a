package io.postern.http.serve;

import io.postern.http.exchange.Exchange;
import io.postern.http.files.TryFiles;
import io.postern.http.match.LocationFinder;
import io.postern.http.model.Content;
import io.postern.http.model.Location;
import io.postern.http.model.Location.Kind;
import io.postern.http.parse.Agent;
import io.postern.http.rewrite.Outcome;
import io.postern.http.rewrite.Rewriter;
import io.postern.http.text.Escapes;
import io.postern.http.text.Regex;
import io.postern.log.Level;

/** Takes a request from server to location to content (nginx's phases). One for a configuration; keeps nothing of a request. */
final class Phases {
    private final Contents contents;

    Phases(Contents contents) {
        this.contents = contents;
    }

    void run(Answer answer) {
        RealAddress.apply(answer.exchange(), answer.exchange().server().root().realIp());
        fromServer(answer);
    }

    /** An internal redirect: the request begins anew with another URI (ngx_http_internal_redirect). */
    void redirect(Answer answer, String uri, String args) {
        Exchange x = answer.exchange();
        if (!mayChange(answer, "internally redirecting to", uri)) {
            return;
        }
        answer.outlet().action("");
        x.uri(uri);
        x.args(args);
        x.location(x.server().root());
        x.redirected();
        x.validUnparsed = false;
        x.validLocation = true;
        fromServer(answer);
    }

    /** A named location: its own rewrite directives, no server ones (ngx_http_named_location). */
    void named(Answer answer, String name) {
        Exchange x = answer.exchange();
        if (!mayChange(answer, "redirect to named location", name)) {
            return;
        }
        if (x.uri().isEmpty()) {
            x.error("empty URI in redirect to named location \"" + name + "\"");
            answer.special(500);
            return;
        }
        Location found = LocationFinder.named(x.server().root().nested(), name);
        if (found == null) {
            x.error("could not find named location \"" + name + "\"");
            answer.special(500);
            return;
        }
        x.redirected();
        x.location(found);
        enter(x, found);
        fromLocation(answer);
    }

    private static boolean mayChange(Answer answer, String doing, String where) {
        Exchange x = answer.exchange();
        if (x.mayChange()) {
            return true;
        }
        x.error("rewrite or internal redirection cycle while " + doing + " \"" + where + "\"");
        answer.special(500);
        return false;
    }

    private void fromServer(Answer answer) {
        Exchange x = answer.exchange();
        Outcome outcome = rewrite(x);
        if (outcome instanceof Outcome.GoOn) {
            find(answer);
        } else {
            answer(answer, outcome);
        }
    }

    private static Outcome rewrite(Exchange x) {
        return Rewriter.run(
                x.location().rewrite(),
                x,
                x.location().core().rewriteLog() || x.log().takes(Level.DEBUG));
    }

    private static void answer(Answer answer, Outcome outcome) {
        if (outcome instanceof Outcome.Answer text) {
            answer.text(text.status(), text.text());
        } else if (outcome instanceof Outcome.Special special) {
            answer.special(special.status());
        }
    }

    private void find(Answer answer) {
        Exchange x = answer.exchange();
        Location root = x.server().root();
        LocationFinder.Found found;
        try {
            found = LocationFinder.find(root.nested(), x.uri());
        } catch (Regex.Failed e) {
            x.alert(String.valueOf(e.getMessage()));
            answer.special(500);
            return;
        }
        Location location = found.location() == null ? root : found.location();
        x.location(location);
        found.matches().forEach(m -> x.captured(m.captures(), m.regex()));
        if (location.core().internal() && !x.internal) {
            answer.special(404);
            return;
        }
        if (!enter(x, location)) {
            x.expectTested = true;
            answer.outlet().discardBody();
            answer.special(413);
            return;
        }
        if (found.redirect()) {
            String to = Escapes.uri(location.name());
            x.reply().location = x.args().isEmpty() ? to : to + "?" + x.args();
            answer.special(301);
            return;
        }
        if (location.kind() == Kind.SERVER) {
            access(answer);
        } else {
            fromLocation(answer);
        }
    }

    /** The location's limits begin to hold; false when the body is larger than it takes (ngx_http_update_location_config). */
    private static boolean enter(Exchange x, Location location) {
        x.location(location.forMethod(x.method()));
        var keep = x.location().core().keepAlive();
        long age = (System.nanoTime() - x.peer().startNanos()) / 1_000_000;
        boolean enough = x.surroundings().connectionRequests() >= keep.requests() || age > keep.time();
        Agent agent = Agent.of(x.request().joined("User-Agent", ", "));
        boolean unable =
                (agent.old() && x.method().equals("POST") && keep.disabled().contains("msie6"))
                        || (agent.safari() && keep.disabled().contains("safari"));
        if (x.keepAlive && (keep.timeout() == 0 || enough || unable)) {
            x.keepAlive = false;
        }
        long length = x.request().contentLength;
        long most = x.location().core().maxBody();
        if (most > 0 && length > most && !x.errorPage) {
            x.error("client intended to send too large body: " + length + " bytes");
            return false;
        }
        return true;
    }

    private void fromLocation(Answer answer) {
        Exchange x = answer.exchange();
        Outcome outcome = rewrite(x);
        if (!(outcome instanceof Outcome.GoOn on)) {
            answer(answer, outcome);
            return;
        }
        if (!on.again()) {
            access(answer);
            return;
        }
        if (!mayChange(answer, "processing", x.uri())) {
            return;
        }
        x.location(x.server().root());
        find(answer);
    }

    private void access(Answer answer) {
        Exchange x = answer.exchange();
        RealAddress.apply(x, x.location().realIp());
        int refused = Access.check(x);
        if (refused != 0) {
            answer.special(refused);
            return;
        }
        TryFiles.Outcome tried = TryFiles.run(x);
        if (tried.code() != 0) {
            answer.special(tried.code());
            return;
        }
        String next = tried.uri();
        if (next != null) {
            int question = next.startsWith("@") ? -1 : next.indexOf('?');
            if (next.startsWith("@")) {
                named(answer, next);
            } else {
                redirect(
                        answer,
                        question < 0 ? next : next.substring(0, question),
                        question < 0 ? "" : next.substring(question + 1));
            }
            return;
        }
        Content content = x.location().content();
        if (x.unconfigured()) {
            answer.outlet().readBody(() -> {
                x.alert("no upstream configuration");
                answer.special(500);
            });
            return;
        }
        if (content instanceof Content.Unserved u) {
            x.log()
                    .write(
                            Level.ERROR,
                            "\"" + x.uri() + "\" would come from " + u.by() + ", which Postern does not serve");
            answer.special(501);
            return;
        }
        contents.serve(content, answer, this);
    }
}
