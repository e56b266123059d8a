package io.postern.carried;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.postern.directive.Complaint;
import io.postern.directive.LoadedModules;
import io.postern.directive.Types;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The variables of http{} or stream{}: those that are defined, and those that are spoken of (ngx_http_variables.c). */
final class Variables {
    private record Defined(boolean changeable, boolean hashed) {}

    private final Map<String, Defined> defined = new LinkedHashMap<>();
    private final List<String> prefixes = new ArrayList<>();
    private final Set<String> spokenOf = new LinkedHashSet<>();

    /** nginx's own variables of a realm. */
    Variables(String realm) {
        try (InputStream in = Objects.requireNonNull(Variables.class.getResourceAsStream("variables.tsv"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] columns = line.split("\t", -1);
                if (!columns[0].equals(realm)) {
                    continue;
                }
                if (columns[2].contains("p")) {
                    prefixes.add(columns[1]);
                } else {
                    defined.put(columns[1], new Defined(columns[2].contains("c"), !columns[2].contains("n")));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it is nginx's own, or was defined so far. */
    boolean has(String name) {
        return defined.containsKey(name) || prefixes.stream().anyMatch(name::startsWith);
    }

    /** A variable that a directive gives a value; refused where it is nginx's own and has one already. */
    void define(String name) {
        refuseEmpty(name);
        String lower = Types.lower(name);
        Defined before = defined.get(lower);
        if (before != null && !before.changeable) {
            throw Complaint.here("the duplicate \"" + name + "\" variable");
        }
        if (before == null) {
            defined.put(lower, new Defined(true, true));
        }
    }

    /** A variable that something asks for; whether it is defined shows at the end. */
    void use(String name) {
        refuseEmpty(name);
        spokenOf.add(Types.lower(name));
    }

    private static void refuseEmpty(String name) {
        if (name.isEmpty()) {
            throw Complaint.here("invalid variable name \"$\"");
        }
    }

    /** At the end of the realm: whether all are defined, unless by modules that we do not know, and fit into the table of names. */
    void check(HashTable table) {
        boolean complete =
                !table.cycle().memo(LoadedModules.class, LoadedModules::new).any();
        for (String name : spokenOf) {
            if (complete && !has(name)) {
                throw Complaint.plain("unknown \"" + name + "\" variable");
            }
        }
        List<String> names = new ArrayList<>();
        defined.forEach((name, variable) -> {
            if (variable.hashed) {
                names.add(name);
            }
        });
        table.build(names, defined.size());
    }
}
