package io.postern.process;

import io.postern.directive.Block;
import io.postern.directive.Context;
import io.postern.directive.Cycle;
import io.postern.directive.Directive;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** The files that nginx opens for writing once a configuration is read, in the order they are named: its logs. */
final class OpenFiles {
    private static final String DEFAULT_ACCESS_LOG = "logs/access.log";

    private OpenFiles() {}

    /** Their full names, each once. */
    static Set<String> of(Block root, Cycle cycle) {
        Set<String> files = new LinkedHashSet<>();
        boolean main = false;
        Deque<Iterator<Directive>> blocks = new ArrayDeque<>();
        blocks.push(root.directives().iterator());
        while (!blocks.isEmpty()) {
            Iterator<Directive> rest = blocks.element();
            if (!rest.hasNext()) {
                blocks.pop();
                continue;
            }
            Directive directive = rest.next();
            Block block = directive.block();
            if (block != null) {
                blocks.push(block.directives().iterator());
                continue;
            }
            String file = file(directive);
            if (!file.isEmpty()) {
                files.add(cycle.underPrefix(file));
            }
            main |= blocks.size() == 1
                    && directive.name().equals("error_log")
                    && (!file.isEmpty() || directive.arguments().get(0).equals("stderr"));
        }
        if (needsAccessLog(root)) {
            files.add(cycle.underPrefix(DEFAULT_ACCESS_LOG));
        }
        if (!main && !cycle.launch().errorLog().equals("stderr")) {
            files.add(cycle.launch().errorLog());
        }
        return files;
    }

    /** The file a statement logs to; empty where it logs elsewhere or the name is only known at run time. */
    private static String file(Directive directive) {
        boolean error = directive.name().equals("error_log");
        if (!error && !directive.name().equals("access_log")) {
            return "";
        }
        String target = directive.arguments().get(0);
        boolean elsewhere = error
                ? target.equals("stderr") || target.startsWith("syslog:") || target.startsWith("memory:")
                : target.equals("off") || target.startsWith("syslog:") || target.contains("$");
        return elsewhere ? "" : target;
    }

    /** Whether an http server writes the access log that nothing names. */
    private static boolean needsAccessLog(Block root) {
        for (Directive http : root.all("http")) {
            Block block = http.block();
            if (block != null
                    && block.context() == Context.HTTP
                    && block.all("access_log").isEmpty()) {
                for (Directive server : block.all("server")) {
                    Block inner = server.block();
                    if (inner != null && inner.all("access_log").isEmpty()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
