package io.postern.carried;

import io.postern.directive.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Names with wildcards for one of nginx's tables (ngx_hash_add_key): which are doubled, which are none. */
final class HostKeys {
    /** What became of a name. */
    enum Added {
        OK,
        /** It is there already (NGX_BUSY). */
        TWICE,
        /** It is no name with a wildcard (NGX_DECLINED). */
        INVALID
    }

    private final Set<String> exact = new HashSet<>();
    private final Set<String> heads = new HashSet<>();
    private final Set<String> tails = new HashSet<>();
    private final List<String> keys = new ArrayList<>();
    private final List<String> headNames = new ArrayList<>();
    private final List<String> tailNames = new ArrayList<>();

    /** Adds a name as it stands. */
    Added add(String text) {
        String key = Types.lower(text);
        if (!exact.add(key)) {
            return Added.TWICE;
        }
        keys.add(key);
        return Added.OK;
    }

    /** Adds a name that may begin with "*." or "." or end in ".*". */
    Added addWildcard(String text) {
        String key = Types.lower(text);
        int stars = 0;
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if ((c == '*' && ++stars > 1) || c == '\0' || key.startsWith("..", i)) {
                return Added.INVALID;
            }
        }
        if (key.length() > 1 && key.startsWith(".")) {
            String name = key.substring(1);
            return exact.add(name) ? head(name, 1) : Added.TWICE;
        }
        if (key.length() > 2 && key.startsWith("*.")) {
            return head(key.substring(2), 2);
        }
        if (key.length() > 2 && key.endsWith(".*")) {
            String name = key.substring(0, key.length() - 2);
            if (!tails.add(name)) {
                return Added.TWICE;
            }
            tailNames.add(name);
            return Added.OK;
        }
        return stars > 0 ? Added.INVALID : add(key);
    }

    private Added head(String name, int skip) {
        if (!heads.add(name)) {
            return Added.TWICE;
        }
        List<String> labels = new ArrayList<>(List.of(name.split("\\.", -1)));
        Collections.reverse(labels);
        headNames.add(String.join(".", labels) + (skip == 2 ? "." : ""));
        return Added.OK;
    }

    boolean isEmpty() {
        return keys.isEmpty() && headNames.isEmpty() && tailNames.isEmpty();
    }

    /** Checks that the table can be built. */
    void check(HashTable table) {
        if (!keys.isEmpty()) {
            table.build(keys);
        }
        if (!headNames.isEmpty()) {
            wildcards(table, sorted(headNames));
        }
        if (!tailNames.isEmpty()) {
            wildcards(table, sorted(tailNames));
        }
    }

    /** By label: a dot comes before everything else (ngx_dns_strcmp). */
    private static List<String> sorted(List<String> names) {
        List<String> sorted = new ArrayList<>(names);
        sorted.sort((a, b) -> a.replace('.', '\1').compareTo(b.replace('.', '\1')));
        return sorted;
    }

    /** ngx_hash_wildcard_init: one table for the first labels, one for what follows each of them. */
    private static void wildcards(HashTable table, List<String> names) {
        List<String> firsts = new ArrayList<>();
        int n = 0;
        while (n < names.size()) {
            String name = names.get(n);
            int dot = name.indexOf('.');
            String first = dot < 0 ? name : name.substring(0, dot);
            firsts.add(first);
            List<String> next = new ArrayList<>();
            int length = dot < 0 ? first.length() : first.length() + 1;
            if (name.length() != length) {
                next.add(name.substring(length));
            }
            int i = n + 1;
            for (; i < names.size(); i++) {
                String other = names.get(i);
                if (!other.startsWith(name.substring(0, length))
                        || (dot < 0 && other.length() > length && other.charAt(length) != '.')) {
                    break;
                }
                next.add(other.substring(Math.min(other.length(), first.length() + 1)));
            }
            if (!next.isEmpty()) {
                wildcards(table, next);
            }
            n = i;
        }
        table.build(firsts);
    }
}
