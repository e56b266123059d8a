package io.postern.http.exchange;

import io.postern.http.model.Content;
import io.postern.http.model.Documents;
import io.postern.http.model.Location;
import io.postern.http.model.Server;
import io.postern.http.parse.Request;
import io.postern.http.parse.Target;
import io.postern.http.rewrite.Subject;
import io.postern.http.text.Captures;
import io.postern.http.text.Regex;
import io.postern.http.text.Symbol;
import io.postern.log.Level;
import io.postern.log.Log;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** One request while it is being served: nginx's ngx_http_request_t. Confined to the connection's event loop. */
public final class Exchange implements Subject {
    /** How often a request may be sent from location to location. */
    private static final int URI_CHANGES = 10;

    private final Variables variables;
    private final @Nullable String[] values;
    /** Variables whose only answer is that they have no value. */
    private final BitSet absent = new BitSet();

    private final Request request;
    private final Reply reply = new Reply();
    private final Surroundings surroundings;
    private final Log log;

    private Peer peer;
    private Server server;
    private Location location;
    private String uri = "";
    private String args = "";
    private String method;
    private @Nullable Captures captures;
    private boolean unconfigured;
    private int uriChanges = URI_CHANGES + 1;

    /** The URI no longer comes from the client alone: internal locations may be entered. */
    public boolean internal;
    /** The location's prefix still stands at the head of the URI. */
    public boolean validLocation = true;
    /** The client's own bytes still say the URI. */
    public boolean validUnparsed = true;
    /** An error page was entered; without recursive_error_pages there is no second one. */
    public boolean errorPage;
    /** The status that the reply keeps whatever answers, or 0. */
    public int errorStatus;

    public boolean keepAlive;
    /** The client need not be told to go on with its body. */
    public boolean expectTested;
    /** The client's address comes from a header. */
    public boolean realAddress;

    public boolean complete;
    /** The connection ends because we end it, not its client. */
    public boolean dropped;

    private boolean takenOver;
    /** The reply was sent as it was meant: $request_completion. */
    public boolean finished;
    /** try_files has found a file: its name is behind an alias that is the whole path otherwise. */
    public boolean addUriToAlias;
    /** The root could not be followed to its real name: nginx does not ask again. */
    boolean noRealRoot;
    /** The client's body once it has been read; null before. */
    public byte @Nullable [] body;
    /** The client's body has come and was thrown away. */
    public boolean discarded;
    /** $remote_user and the password sent with it; null until asked for. */
    @Nullable
    Credentials credentials;

    /** $proxy_host and $proxy_port of the location that asks an upstream. */
    public @Nullable String proxyHost;

    public @Nullable String proxyPort;
    public final Upstreams upstreams = new Upstreams();

    /**
     * A request that begins.
     *
     * @param surroundings what is known of the connection and the process
     */
    public Exchange(
            Variables variables, Request request, Peer peer, Server server, Surroundings surroundings, Log log) {
        this.variables = variables;
        this.values = new @Nullable String[variables.size()];
        this.request = request;
        this.peer = peer;
        this.server = server;
        this.location = server.root();
        this.surroundings = surroundings;
        this.log = log;
        this.method = request.method;
    }

    public Request request() {
        return request;
    }

    public Reply reply() {
        return reply;
    }

    public Surroundings surroundings() {
        return surroundings;
    }

    public Log log() {
        return log;
    }

    public Peer peer() {
        return peer;
    }

    public void peer(Peer real) {
        peer = real;
    }

    public Server server() {
        return server;
    }

    public void server(Server chosen) {
        server = chosen;
        location = chosen.root();
    }

    public Location location() {
        return location;
    }

    public void location(Location chosen) {
        location = chosen;
        unconfigured = false;
    }

    /** The client's method, or GET once an error page has taken over. */
    public String method() {
        return method;
    }

    public void method(String changed) {
        method = changed;
        takenOver = true;
    }

    /** An error page has taken over, with a method of its own. */
    boolean isTakenOver() {
        return takenOver;
    }

    public boolean isHead() {
        return method.equals("HEAD");
    }

    /** The head has come: what it says begins to count. */
    public void begun() {
        method = request.method;
        Target target = request.target;
        if (target != null) {
            uri = target.uri();
            args = target.args();
            validUnparsed = target.pathGiven();
        }
    }

    /** Counts a change of location; false when there have been too many. */
    public boolean mayChange() {
        return --uriChanges > 0;
    }

    /** Whether error pages may still be entered. */
    public boolean changesLeft() {
        return uriChanges != 0;
    }

    /** An internal redirect has begun: what the modules knew is forgotten, the tries at upstreams are not. */
    public void redirected() {
        internal = true;
        proxyHost = null;
        proxyPort = null;
        upstreams.enter();
    }

    @Override
    public String uri() {
        return uri;
    }

    @Override
    public void uri(String changed) {
        uri = changed;
    }

    /** The file behind the URI, wherever it stands (ngx_http_map_uri_to_path). */
    public String file() {
        Documents d = location.documents();
        boolean whole = d.aliased() == Documents.WHOLE;
        int cut = whole ? (addUriToAlias ? 0 : uri.length()) : Math.min(d.aliased(), uri.length());
        return d.folder(this) + uri.substring(cut);
    }

    @Override
    public String args() {
        return args;
    }

    @Override
    public void args(String changed) {
        args = changed;
    }

    @Override
    public boolean escaped() {
        Target target = request.target;
        return target != null && target.escaped();
    }

    @Override
    public void set(Symbol symbol, String value) {
        if (symbol.name().equals("args")) {
            args = value;
            validUnparsed = false;
        } else {
            values[symbol.index()] = value;
        }
    }

    @Override
    public void captured(@Nullable Captures found, @Nullable Regex regex) {
        captures = found;
        if (found != null && regex != null) {
            for (Regex.Named n : regex.named()) {
                values[n.symbol().index()] = found.get(n.group());
            }
        }
    }

    @Override
    public void enter(Location settings) {
        if (settings.content() instanceof Content.Proxy) {
            unconfigured = false;
        } else if (location.content() instanceof Content.Proxy) {
            unconfigured = true;
        }
        location = settings;
    }

    /**
     * An if block passed the request on, and a later one that does not took its place: nginx still means to pass it on, and knows no
     * longer where to.
     */
    public boolean unconfigured() {
        return unconfigured;
    }

    @Override
    public void rewritten() {
        internal = true;
        validUnparsed = false;
    }

    @Override
    public void strayed() {
        validLocation = false;
    }

    @Override
    public void location(String value) {
        reply.location = value;
    }

    @Override
    public void error(String text) {
        log.write(Level.ERROR, text);
    }

    @Override
    public void alert(String text) {
        log.write(Level.ALERT, text);
    }

    @Override
    public void critical(int errno, String text) {
        log.write(Level.CRIT, errno, text);
    }

    @Override
    public void notice(String text) {
        log.write(Level.NOTICE, text);
    }

    @Override
    public @Nullable String value(Symbol symbol) {
        int index = symbol.index();
        String known = values[index];
        if (known != null || absent.get(index)) {
            return known;
        }
        Reader reader = variables.reader(index);
        String value = reader.read(this);
        if (reader.once()) {
            values[index] = value;
            absent.set(index, value == null);
        }
        return value;
    }

    @Override
    public @Nullable String capture(int group) {
        return captures == null ? null : captures.get(group);
    }
}
