package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Block;
import io.postern.directive.Cycle;
import io.postern.lang.Origin;
import java.util.ArrayList;
import java.util.List;

/** What the blocks of http{}, or those of stream{}, have in common while they are read (nginx's main_conf). */
final class Realm {
    /** http{} of one reading. */
    private static final class Http {
        private final Realm realm;

        Http(Cycle cycle) {
            realm = new Realm(cycle, false);
        }
    }

    /** stream{} of one reading. */
    private static final class Stream {
        private final Realm realm;

        Stream(Cycle cycle) {
            realm = new Realm(cycle, true);
        }
    }

    private final Cycle cycle;
    private final boolean stream;
    private final Variables variables;
    private final Upstreams upstreams;
    private final Ports ports;
    private final LogFormats formats;
    private final List<Block> servers = new ArrayList<>();

    private Realm(Cycle cycle, boolean stream) {
        this.cycle = cycle;
        this.stream = stream;
        variables = new Variables(stream ? "stream" : "http");
        upstreams = new Upstreams(this);
        ports = new Ports(this);
        formats = new LogFormats(this);
    }

    /** The realm that a statement belongs to. */
    static Realm of(Args args) {
        return of(args.block(), args.cycle());
    }

    /** The realm that a block belongs to. */
    static Realm of(Block block, Cycle cycle) {
        for (Block b = block; b != null; b = b.parent()) {
            switch (b.context()) {
                case STREAM, STREAM_SERVER, STREAM_UPSTREAM -> {
                    return cycle.memo(Stream.class, () -> new Stream(cycle)).realm;
                }
                default -> {}
            }
        }
        return cycle.memo(Http.class, () -> new Http(cycle)).realm;
    }

    Cycle cycle() {
        return cycle;
    }

    /** Whether this is stream{} rather than http{}. */
    boolean stream() {
        return stream;
    }

    /** nginx's name of one of its modules in this realm: {@code ngx_http_…_module}. */
    String module(String name) {
        return (stream ? "ngx_stream_" : "ngx_http_") + name + "_module";
    }

    Variables variables() {
        return variables;
    }

    Upstreams upstreams() {
        return upstreams;
    }

    Ports ports() {
        return ports;
    }

    LogFormats formats() {
        return formats;
    }

    /** The server blocks so far, in order. */
    List<Block> servers() {
        return servers;
    }

    void addServer(Block server) {
        servers.add(server);
    }

    /** Where nginx says a server is: where its "{" was read. */
    static Origin place(Block server) {
        return server.origin();
    }
}
