package io.postern.http;

import io.postern.directive.Block;
import io.postern.directive.Directive;
import io.postern.directive.HostName;
import io.postern.directive.Table;
import io.postern.http.compile.HttpReader;
import io.postern.http.compile.HttpRows;
import io.postern.http.compile.ServedServers;
import io.postern.http.match.Http;
import io.postern.settings.Module;
import io.postern.settings.Place;
import io.postern.settings.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The http{} side of a configuration: which servers are ours, and what they say. All but one of its directives are nginx's, as data. */
public final class HttpModule implements Module<HttpSettings> {
    private final String hostname;

    /** The module for this machine. */
    public HttpModule() {
        this(HostName.own());
    }

    /**
     * A module.
     *
     * @param hostname this machine's name, for $hostname and server_name
     */
    public HttpModule(String hostname) {
        this.hostname = hostname;
    }

    @Override
    public Table table() {
        return HttpRows.TABLE;
    }

    @Override
    public Class<HttpSettings> kind() {
        return HttpSettings.class;
    }

    @Override
    public Place place() {
        return Place.MAIN;
    }

    @Override
    public HttpSettings read(Scope scope) {
        Block root = scope.block();
        for (Directive d : root.all("http")) {
            Block http = d.block();
            if (http != null) {
                HttpReader reader = new HttpReader(scope.cycle(), hostname);
                ServedServers served = new ServedServers(root, http, reader);
                Http model = served.blocks().isEmpty() ? null : reader.read(http, served);
                return new HttpSettings(model, others(http, served.blocks()), served.leftListeners(), hostname);
            }
        }
        return new HttpSettings(null, List.of(), List.of(), hostname);
    }

    private static List<Block> others(Block http, Set<Block> served) {
        List<Block> others = new ArrayList<>();
        for (Directive d : http.all("server")) {
            if (d.block() != null && !served.contains(d.block())) {
                others.add(d.block());
            }
        }
        return List.copyOf(others);
    }
}
