package io.postern.settings;

import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.ConfFiles;
import io.postern.directive.Context;
import io.postern.directive.Cycle;
import io.postern.directive.Directive;
import io.postern.directive.Interpreter;
import io.postern.directive.Judge;
import io.postern.directive.Table;
import io.postern.directive.Vocabulary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a configuration with a list of modules: the tree, then every module's settings, in nginx's order. */
public final class ConfigurationReader {
    private final List<Module<?>> modules;
    private final Judge judge;
    private final ConfFiles files;

    /**
     * A reader.
     *
     * @param modules all modules, in nginx's order
     * @param judge who judges what no module reads
     */
    public ConfigurationReader(List<Module<?>> modules, Judge judge, ConfFiles files) {
        this.modules = List.copyOf(modules);
        this.judge = judge;
        this.files = files;
    }

    /** A reader that takes what its modules do not know. */
    public ConfigurationReader(List<Module<?>> modules, ConfFiles files) {
        this(modules, Judge.NONE, files);
    }

    /** Reads the file; what is wrong with it is in the result (and the cycle). */
    public Configuration read(Cycle cycle) {
        Map<Class<?>, Object> values = new HashMap<>();
        List<ServerSettings> servers = new ArrayList<>();
        List<Table> tables = new ArrayList<>();
        for (Module<?> module : modules) {
            tables.add(module.table());
        }
        Vocabulary vocabulary = Vocabulary.of(tables, judge);
        Interpreter interpreter = new Interpreter(
                cycle,
                vocabulary,
                files,
                Map.of(
                        Context.EVENTS, block -> once(Place.EVENTS, cycle, block, values),
                        Context.MAIL_SERVER, ConfigurationReader::listens,
                        Context.MAIL, block -> mail(cycle, block, values, servers),
                        Context.HTTP, block -> once(Place.HTTP, cycle, block, values)),
                judge);
        Block root = interpreter.run();
        if (!cycle.failed()) {
            cycle.parsed();
            try {
                once(Place.MAIN, cycle, root, values);
            } catch (Complaint complaint) {
                cycle.report(complaint, null);
            }
        }
        return new Configuration(root, servers, values, cycle.findings(), vocabulary);
    }

    private void once(Place place, Cycle cycle, Block block, Map<Class<?>, Object> values) {
        List<Block> chain = block.parent() == null ? List.of(block) : List.of(block, block.parent());
        Scope scope = new Scope(cycle, chain, values::get);
        for (Module<?> module : modules) {
            if (module.place() == place) {
                values.put(module.kind(), module.read(scope));
            }
        }
    }

    private static void listens(Block server) {
        if (server.all("listen").isEmpty()) {
            throw Complaint.at(server.origin(), "no \"listen\" is defined for server");
        }
    }

    private void mail(Cycle cycle, Block mail, Map<Class<?>, Object> values, List<ServerSettings> servers) {
        for (Directive directive : mail.all("server")) {
            Block block = directive.block();
            if (block != null) {
                servers.add(new ServerSettings(block));
            }
        }
        for (Module<?> module : modules) {
            if (module.place() == Place.MAIL) {
                for (ServerSettings server : servers) {
                    Scope scope = new Scope(cycle, List.of(server.block(), mail), server::peek);
                    server.put(module.kind(), module.read(scope));
                }
            }
        }
        Scope scope = new Scope(cycle, List.of(mail), values::get);
        for (Module<?> module : modules) {
            module.check(scope, List.copyOf(servers));
        }
    }
}
