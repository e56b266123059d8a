package io.postern.http.compile;

import io.postern.directive.Block;
import io.postern.directive.Directive;
import io.postern.directive.Units;
import io.postern.http.model.Documents;
import io.postern.http.model.Documents.Modified;
import io.postern.http.model.Location.Kind;
import io.postern.http.text.Template;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads root, alias, index, try_files and what else is about files (ngx_http_core_root and its kin). */
final class DocumentsReader {
    /** What an alias in this block stands for. */
    private record Alias(String location, int length) {}

    private final Reading reading;
    private final IdentityHashMap<Block, Alias> locations = new IdentityHashMap<>();

    DocumentsReader(Reading reading) {
        this.reading = reading;
    }

    /** A location's block is about to be read. */
    void location(Block block, Kind kind, String name) {
        locations.put(block, new Alias(name, kind == Kind.REGEX ? Documents.WHOLE : name.length()));
    }

    Documents read(Layer layer) {
        String text = "html";
        Directive at = null;
        Alias alias = null;
        for (Layer l = layer; l != null && at == null; l = l.outer()) {
            for (Directive d : l.block().directives()) {
                if (d.name().equals("root") || d.name().equals("alias")) {
                    at = d;
                    text = d.arguments().get(0);
                    alias = d.name().equals("alias") ? locations.get(l.block()) : null;
                }
            }
        }
        if (alias == null && text.endsWith("/")) {
            text = text.substring(0, text.length() - 1);
        }
        String full =
                text.startsWith("$") || text.isEmpty() ? text : reading.cycle().underPrefix(text);
        return new Documents(
                at == null ? Template.text(full) : reading.template(at, full),
                reading.cycle().underPrefix(""),
                alias == null ? 0 : alias.length(),
                alias == null ? "" : alias.location(),
                index(layer),
                tries(layer),
                layer.flag("etag", true),
                Modified.valueOf(layer.word("if_modified_since", "exact").toUpperCase(Locale.ROOT)),
                layer.number("max_ranges", Integer.MAX_VALUE));
    }

    private List<Template> index(Layer layer) {
        List<Template> names = new ArrayList<>();
        for (Directive d : layer.all("index")) {
            d.arguments().forEach(a -> names.add(reading.template(d, a)));
        }
        return names.isEmpty() ? List.of(Template.text("index.html")) : List.copyOf(names);
    }

    /** try_files is not inherited. */
    private Documents.@Nullable TryFiles tries(Layer layer) {
        List<Directive> all = layer.block().all("try_files");
        if (all.isEmpty()) {
            return null;
        }
        Directive d = all.get(0);
        List<String> args = d.arguments();
        List<Documents.Try> names = new ArrayList<>();
        for (String name : args.subList(0, args.size() - 1)) {
            boolean folder = name.endsWith("/");
            String plain = folder ? name.substring(0, name.length() - 1) : name;
            names.add(new Documents.Try(reading.template(d, plain), folder));
        }
        String last = args.get(args.size() - 1);
        int code = last.startsWith("=") ? (int) Math.max(0, Units.number(last.substring(1))) : 0;
        return new Documents.TryFiles(List.copyOf(names), reading.template(d, last), code);
    }
}
