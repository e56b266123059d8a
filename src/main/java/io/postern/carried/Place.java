package io.postern.carried;

import io.postern.directive.Block;
import java.util.ArrayList;
import java.util.List;

/** A location, an "if" or a "limit_except" of http{} (nginx's core loc_conf), and those within it in the order written. */
final class Place {
    private final Block block;
    private final List<Place> within = new ArrayList<>();
    private String name = "";
    private boolean exact;
    private boolean regex;
    private boolean named;
    private boolean noname;

    private Place(Block block) {
        this.block = block;
    }

    /** The place that a block is; a server is one without a name. */
    static Place of(Block block) {
        return block.memo(Place.class, () -> new Place(block));
    }

    Block block() {
        return block;
    }

    List<Place> within() {
        return within;
    }

    void add(Place inner) {
        within.add(inner);
    }

    String name() {
        return name;
    }

    boolean exact() {
        return exact;
    }

    boolean regex() {
        return regex;
    }

    boolean named() {
        return named;
    }

    /** An "if" or a "limit_except". */
    boolean noname() {
        return noname;
    }

    void prefix(String text) {
        name = text;
        named = text.startsWith("@");
    }

    /** A location with a modifier, which is never a named one. */
    void prefixOnly(String text) {
        name = text;
    }

    void exactly(String text) {
        name = text;
        exact = true;
    }

    void matching(String pattern) {
        name = pattern;
        regex = true;
    }

    void unnamed(String around) {
        name = around;
        noname = true;
    }
}
