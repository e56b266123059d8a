package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Cycle;
import io.postern.directive.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** types and the lists of MIME types that filters work on (ngx_http_core_types, ngx_http_types_slot). */
final class MimeTypes {
    /** The extensions of a block's types, and what they stand for. */
    private static final class Extensions {
        private final Map<String, String> types = new LinkedHashMap<>();
        /** The types as nginx hashes them: with what follows a NUL, which its comparisons do not see. */
        private final List<String> names = new ArrayList<>();
    }

    /** The types that the block's filters were told. */
    private static final class Lists {
        private final Map<String, Set<String>> byDirective = new LinkedHashMap<>();
        private final Set<String> all = new LinkedHashSet<>();
    }

    /** The tables that are built for a block. */
    private static final class Built {
        private final Set<String> tables = new HashSet<>();
    }

    private MimeTypes() {}

    static void block(Args args) {
        Extensions extensions = args.block().memo(Extensions.class, Extensions::new);
        args.inner().lines(line -> line(line, extensions));
    }

    private static boolean line(Args line, Extensions extensions) {
        if (line.node().words().get(0).text().equals("include")) {
            if (line.count() != 1) {
                throw Complaint.here("invalid number of arguments in \"include\" directive");
            }
            return true;
        }
        for (int i = 1; i <= line.count(); i++) {
            String extension = Types.lower(line.get(i));
            String old = extensions.types.put(Types.cString(extension), line.name());
            if (old == null) {
                extensions.names.add(extension);
            } else {
                line.warn("duplicate extension \"" + extension + "\", content type: \"" + line.name()
                        + "\", previous content type: \"" + old + '"');
            }
        }
        return false;
    }

    /** The extensions that a block lists itself; null where it has no types. */
    static @Nullable Collection<String> extensions(Block block) {
        Extensions found = block.remembered(Extensions.class);
        return found == null ? null : found.names;
    }

    /** Builds a block's table, unless that was done. */
    static void buildOnce(Block block, String thing, HashTable table, Collection<String> names) {
        if (block.memo(Built.class, Built::new).tables.add(thing)) {
            table.build(new ArrayList<>(names));
        }
    }

    /** ngx_http_merge_types: the block's own list, else that of the block around it, each once. */
    static void merge(Cycle cycle, String directive, Block outer, Block block) {
        Lists own = block.remembered(Lists.class);
        Lists around = outer.remembered(Lists.class);
        HashTable table = new HashTable(cycle, "test_types_hash", 2048, 64);
        for (Lists lists : new Lists[] {own, around}) {
            Set<String> types = lists == null ? null : lists.byDirective.get(directive);
            if (types != null && lists != null) {
                if (!lists.all.contains(directive)) {
                    buildOnce(lists == own ? block : outer, directive, table, types);
                }
                return;
            }
        }
    }

    static void slot(Args args) {
        Lists lists = args.block().memo(Lists.class, Lists::new);
        if (lists.all.contains(args.name())) {
            return;
        }
        Set<String> types = lists.byDirective.computeIfAbsent(args.name(), n -> new LinkedHashSet<>(first(n)));
        for (int i = 1; i <= args.count(); i++) {
            if (args.get(i).equals("*")) {
                lists.all.add(args.name());
                return;
            }
            String type = Types.lower(args.get(i));
            if (!types.add(type)) {
                args.warn("duplicate MIME type \"" + type + '"');
            }
        }
    }

    private static Set<String> first(String directive) {
        return Set.of(directive.equals("xslt_types") ? "text/xml" : "text/html");
    }
}
