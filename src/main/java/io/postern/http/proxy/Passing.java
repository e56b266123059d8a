package io.postern.http.proxy;

import io.postern.directive.Endpoint;
import io.postern.directive.IpText;
import io.postern.http.exchange.Exchange;
import io.postern.http.exchange.Upstreams;
import io.postern.http.model.Proxying;
import io.postern.http.model.Targets;
import io.postern.http.model.Upstream;
import io.postern.http.parse.Header;
import io.postern.http.text.Regex;
import io.postern.log.Level;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request that is passed on: it is sent to one server after the other, as {@link Tries} has them, and the reply is followed to its
 * end (ngx_http_upstream). Confined to the client's event loop.
 */
public final class Passing {
    private final Proxying proxying;
    private final Sink sink;
    private final ProxyPass pass;
    private final Exchange x;
    private final Tries tries;
    private Proxying.@Nullable Target target;
    private @Nullable ProxyRequest request;
    private @Nullable Attempt attempt;
    /** Whether the client has its reply or has gone: a name server's answer comes too late then. */
    private boolean over;

    private Upstreams.Try record = new Upstreams.Try();

    public Passing(Proxying proxying, Sink sink, ProxyPass pass) {
        this.proxying = proxying;
        this.sink = sink;
        this.pass = pass;
        this.x = sink.exchange();
        this.tries = new Tries(proxying, pass.balancer(), x);
    }

    /** Says where to; false when that cannot be known, and the client has been told. */
    public boolean aim() {
        Proxying.Target to = proxying.target();
        if (to == null) {
            try {
                to = proxying.targets().of(proxying.url().eval(x), false);
            } catch (Targets.Bad e) {
                x.error(String.valueOf(e.getMessage()));
                sink.special(500);
                return false;
            }
        }
        target = to;
        sink.upstream("");
        x.proxyHost = to.hostHeader();
        x.proxyPort = String.valueOf(to.port());
        return true;
    }

    /** Begins; the client's body has been read. */
    public void begin() {
        Proxying.Target to = target;
        if (to == null) {
            return;
        }
        request = ProxyRequest.of(proxying, to, x);
        sink.whenGone(this::clientGone);
        if (to.upstream() != null) {
            tries.among(to.upstream());
            next();
        } else {
            resolve(to);
        }
    }

    private void resolve(Proxying.Target to) {
        Names names = pass.names();
        Proxying.Resolver resolver = proxying.resolver();
        if (names == null || resolver == null) {
            x.error("no resolver defined to resolve " + to.host());
            sink.special(502);
            return;
        }
        names.find(to.host(), resolver, sink.loop(), found -> {
            if (!over && !x.complete) {
                guarded(() -> resolved(to, found));
            }
        });
    }

    private void resolved(Proxying.Target to, Names.Found found) {
        if (found.addresses().isEmpty()) {
            x.error(to.host() + " could not be resolved (" + found.failure() + ")");
            finish(502);
            return;
        }
        tries.among(new Upstream(
                to.host(),
                found.addresses().stream()
                        .map(a -> Targets.plain(
                                new Endpoint(new InetSocketAddress(a, to.port()), IpText.text(a, to.port()))))
                        .toList(),
                Upstream.Balance.ROUND_ROBIN));
        next();
    }

    /** An error of ours ends this request and no other. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            x.alert("request to upstream failed: " + e);
            closeAttempt();
            broken();
        }
    }

    private void next() {
        ProxyRequest bytes = request;
        Proxying.Target to = target;
        if (bytes == null || to == null) {
            return;
        }
        Upstream upstream = tries.upstream();
        Balancer.Peer chosen = tries.next();
        if (chosen == null) {
            sink.action("connecting to upstream");
            sink.upstream((to.https() ? "https://" : "http://") + upstream.name() + bytes.uri());
            record = x.upstreams.next(upstream.name());
            record.status = 502;
            x.error("no live upstreams");
            finish(502);
            return;
        }
        String name = chosen.server().endpoint().name();
        record = x.upstreams.next(name);
        x.upstreams.headers(List.of());
        sink.upstream((to.https() ? "https://" : "http://") + name + bytes.uri());
        attempt = new Attempt(this, upstream, chosen.server().endpoint().address(), bytes, to.https());
        attempt.begin();
    }

    Proxying proxying() {
        return proxying;
    }

    Proxying.@Nullable Target target() {
        return target;
    }

    Sink sink() {
        return sink;
    }

    Exchange exchange() {
        return x;
    }

    ProxyPass pass() {
        return pass;
    }

    Upstreams.Try record() {
        return record;
    }

    /** The reply's head has come. */
    void head(ReplyReader reply) {
        boolean headless = reply.headless() != null;
        record.status = headless ? 200 : reply.firstStatus();
        if (headless) {
            x.request().version = 9;
        }
        x.upstreams.headers(headless ? List.of() : reply.headers().seen());
        String code = "http_" + reply.status();
        boolean listed = proxying.next().contains(code);
        if (listed && tries.mayGoOn(true)) {
            boolean failed = reply.status() != 403 && reply.status() != 404;
            tries.release(failed);
            if (failed) {
                closeAttempt();
            } else {
                leaveAttempt();
            }
            next();
            return;
        }
        tries.release(false);
        if (proxying.interceptErrors() && reply.status() >= 300 && intercepts(reply.status())) {
            finish(reply.status());
            return;
        }
        String redirect = proxying.ignore().contains("x-accel-redirect") ? null : value(reply, "X-Accel-Redirect");
        if (redirect != null) {
            leaveAttempt();
            ReplyHead.keep(reply, x);
            sink.redirect(redirect);
            return;
        }
        try {
            ReplyHead.copy(proxying, reply, x);
        } catch (Regex.Failed e) {
            x.alert(String.valueOf(e.getMessage()));
            closeAttempt();
            sink.special(500);
            return;
        }
        sink.head();
        sink.action("reading upstream");
    }

    private boolean intercepts(int status) {
        return x.location().core().errorPages().stream().anyMatch(p -> p.status() == status);
    }

    private static @Nullable String value(ReplyReader reply, String name) {
        for (Header h : reply.headers().all()) {
            if (h.is(name)) {
                return h.value();
            }
        }
        return null;
    }

    /** This server has failed: asks the next one, or answers with the code. */
    void failed(String kind, int status, boolean sent) {
        record.status = status;
        record.responseTime = tries.millis();
        if (attempt != null) {
            x.upstreams.headers(List.copyOf(attempt.headers()));
        }
        if (kind.equals("error") && attempt != null && attempt.cached()) {
            tries.uncount();
        }
        boolean again = proxying.next().contains(kind) && tries.mayGoOn(sent);
        tries.release(true);
        if (again) {
            next();
        } else {
            finish(status);
        }
    }

    /** The reply is whole. */
    void end() {
        done();
        sink.end();
    }

    /** The rest of the reply cannot be understood. */
    void lost() {
        done();
        sink.lost();
    }

    /** No socket could be made: another server would fare no better. */
    void impossible() {
        finish(500);
    }

    /** The reply stops in the middle. */
    void broken() {
        done();
        sink.broken();
    }

    private void finish(int status) {
        done();
        sink.special(status);
    }

    private void done() {
        over = true;
        record.responseTime = tries.millis();
        sink.whenGone(() -> {});
        leaveAttempt();
        sink.action("sending to client");
    }

    private void leaveAttempt() {
        if (attempt != null) {
            attempt.leave();
            attempt = null;
        }
    }

    private void closeAttempt() {
        if (attempt != null) {
            attempt.close();
            attempt = null;
        }
    }

    private void clientGone() {
        over = true;
        String so = attempt == null ? "" : ", so upstream connection is closed too";
        if (!x.dropped) {
            x.log().write(Level.INFO, "epoll_wait() reported that client prematurely closed connection" + so);
        }
        tries.release(false);
        closeAttempt();
    }
}
