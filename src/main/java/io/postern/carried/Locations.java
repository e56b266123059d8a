package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Context;
import io.postern.directive.Types;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The blocks within a server of http{}: location, if, limit_except (ngx_http_core_location and its like). */
final class Locations {
    private static final Set<String> METHODS = Set.of(
            "GET",
            "HEAD",
            "POST",
            "PUT",
            "DELETE",
            "MKCOL",
            "COPY",
            "MOVE",
            "OPTIONS",
            "PROPFIND",
            "PROPPATCH",
            "LOCK",
            "UNLOCK",
            "PATCH");

    private Locations() {}

    static void location(Args args) {
        Place place = Place.of(args.inner());
        if (args.count() == 2) {
            modified(args, place, args.get(1), args.get(2));
        } else {
            joined(args, place, args.get(1));
        }
        Place outer = Place.of(args.block());
        if (args.block().context() == Context.LOCATION) {
            nested(place, outer);
        }
        outer.add(place);
    }

    private static void modified(Args args, Place place, String modifier, String name) {
        switch (modifier) {
            case "=" -> place.exactly(name);
            case "^~" -> place.prefixOnly(name);
            case "~", "~*" -> matching(args, place, name);
            default -> throw Complaint.here("invalid location modifier \"" + modifier + "\"");
        }
    }

    private static void joined(Args args, Place place, String text) {
        if (text.startsWith("=")) {
            place.exactly(text.substring(1));
        } else if (text.startsWith("^~")) {
            place.prefixOnly(text.substring(2));
        } else if (text.startsWith("~*")) {
            matching(args, place, text.substring(2));
        } else if (text.startsWith("~")) {
            matching(args, place, text.substring(1));
        } else {
            place.prefix(text);
        }
    }

    private static void matching(Args args, Place place, String pattern) {
        Regexes.compile(args, pattern);
        place.matching(pattern);
    }

    private static void nested(Place inner, Place outer) {
        String location = "location \"" + inner.name() + '"';
        if (outer.exact()) {
            throw Complaint.here(location + " cannot be inside the exact location \"" + outer.name() + '"');
        }
        if (outer.named()) {
            throw Complaint.here(location + " cannot be inside the named location \"" + outer.name() + '"');
        }
        if (inner.named()) {
            throw Complaint.here("named " + location + " can be on the server level only");
        }
        if (!inner.regex() && !inner.name().startsWith(outer.name())) {
            throw Complaint.here(location + " is outside location \"" + outer.name() + '"');
        }
    }

    static void limitExcept(Args args) {
        Setter.refuseSecond(args);
        for (int i = 1; i <= args.count(); i++) {
            if (!METHODS.contains(args.printed(i).toUpperCase(Locale.ROOT))) {
                throw Complaint.here("invalid method \"" + args.get(i) + '"');
            }
        }
        unnamed(args);
    }

    /** Puts an "if" or "limit_except" among its location's. */
    static void unnamed(Args args) {
        Place outer = Place.of(args.block());
        Place place = Place.of(args.inner());
        place.unnamed(outer.name());
        outer.add(place);
    }

    /**
     * The locations of a server that have the same name twice are no good (ngx_http_join_exact_locations); innermost first.
     */
    static void check(Place server) {
        Deque<Place> todo = new ArrayDeque<>(List.of(server));
        Deque<List<Place>> levels = new ArrayDeque<>();
        while (!todo.isEmpty()) {
            List<Place> statics = sorted(todo.pop());
            statics.forEach(todo::push);
            levels.push(statics);
        }
        levels.forEach(Locations::joinExact);
    }

    /** Names are compared as C's strings, of one length. */
    private static boolean same(String name, @Nullable String before) {
        return before != null
                && name.length() == before.length()
                && Types.cString(name).equals(Types.cString(before));
    }

    private static void joinExact(List<Place> statics) {
        boolean exact = false;
        boolean inclusive = false;
        String name = null;
        for (Place place : statics) {
            if (!same(place.name(), name)) {
                name = place.name();
                exact = false;
                inclusive = false;
            }
            if (place.exact() ? exact : inclusive) {
                throw Complaint.plain("duplicate location \"" + place.name() + "\" in "
                        + place.block().origin());
            }
            exact |= place.exact();
            inclusive |= !place.exact();
        }
    }

    /** The plain locations within a place, by name, an exact one before the other of its name. */
    private static List<Place> sorted(Place place) {
        List<Place> statics = new ArrayList<>();
        for (Place inner : place.within()) {
            if (!inner.regex() && !inner.named() && !inner.noname()) {
                statics.add(inner);
            }
        }
        statics.sort((a, b) -> {
            int order = a.name().compareTo(b.name());
            return order != 0 ? order : Boolean.compare(b.exact(), a.exact());
        });
        return statics;
    }

    /** All places of a server in the order nginx merges them: each before those within it. */
    static void walk(Place server, BiConsumer<Block, Block> visit) {
        Deque<Iterator<Place>> open = new ArrayDeque<>(List.of(server.within().iterator()));
        while (!open.isEmpty()) {
            if (open.element().hasNext()) {
                Place inner = open.element().next();
                visit.accept(Objects.requireNonNull(inner.block().parent()), inner.block());
                open.push(inner.within().iterator());
            } else {
                open.pop();
            }
        }
    }
}
