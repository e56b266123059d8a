package io.postern.directive;

import io.postern.lang.Node;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The lines of blocks that hold data: how many words each may have, in nginx's words. */
final class DataLines {
    private static final Set<String> MAP_WORDS = Set.of("hostnames", "volatile");
    private static final Set<String> GEO_WORDS = Set.of("ranges", "proxy_recursive", "volatile");

    private DataLines() {}

    /** Whether the line is an include; throws where the line cannot stand in this block. */
    static boolean check(@Nullable String block, Node node) {
        int words = node.words().size();
        if (node.opens()) {
            throw Complaint.here("unexpected \"{\"");
        }
        boolean include = node.name().equals("include");
        switch (block == null ? "" : block) {
            case "types" -> {
                if (include && words != 2) {
                    throw Complaint.here("invalid number of arguments in \"include\" directive");
                }
            }
            case "map" -> {
                if (words != 2 && !(words == 1 && MAP_WORDS.contains(node.name()))) {
                    throw Complaint.here("invalid number of the map parameters");
                }
            }
            case "geo" -> {
                if (words != 2 && !(words == 1 && GEO_WORDS.contains(node.name()))) {
                    throw Complaint.here("invalid number of the geo parameters");
                }
            }
            case "charset_map" -> {
                if (words != 2) {
                    throw Complaint.here("invalid parameters number");
                }
                return false;
            }
            case "split_clients" -> {
                if (!percent(node.name())) {
                    throw Complaint.here("invalid percent value \"" + node.name() + "\"");
                }
                return false;
            }
            default -> {
                return include && words == 2;
            }
        }
        return include;
    }

    /** "*", or a share of at most two decimals above nothing. */
    private static boolean percent(String text) {
        if (text.equals("*")) {
            return true;
        }
        if (!text.endsWith("%")) {
            return false;
        }
        String number = text.substring(0, text.length() - 1);
        return number.matches("\\d*(\\.\\d{0,2})?") && number.matches(".*[1-9].*");
    }
}
