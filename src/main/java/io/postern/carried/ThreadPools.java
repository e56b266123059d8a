package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Complaint;
import io.postern.directive.Cycle;
import io.postern.directive.Units;
import io.postern.lang.Origin;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** thread_pool, and the pools that aio asks for (ngx_thread_pool_module). */
public final class ThreadPools {
    private final Map<String, Origin> used = new LinkedHashMap<>();
    private final Set<String> defined = new TreeSet<>(Set.of("default"));
    private boolean ownDefault;

    private ThreadPools() {}

    /** The pools of a reading. */
    public static ThreadPools of(Cycle cycle) {
        return cycle.memo(ThreadPools.class, ThreadPools::new);
    }

    void use(String name, Origin where) {
        used.putIfAbsent(name, where);
    }

    static void define(Args args) {
        ThreadPools pools = of(args.cycle());
        String name = args.get(1);
        boolean twice = name.equals("default") ? pools.ownDefault : !pools.defined.add(name);
        pools.ownDefault |= name.equals("default");
        HttpCore.refuseIf(twice, "duplicate thread pool \"" + name + '"');
        boolean threads = false;
        for (int i = 2; i <= args.count(); i++) {
            String word = args.get(i);
            if (word.startsWith("threads=")) {
                threads = true;
                HttpCore.refuseIf(Units.number(word.substring(8)) <= 0, "invalid threads value \"" + word + '"');
            } else if (word.startsWith("max_queue=")) {
                HttpCore.refuseIf(Units.number(word.substring(10)) < 0, "invalid max_queue value \"" + word + '"');
            }
        }
        HttpCore.refuseIf(!threads, "\"thread_pool\" must have \"threads\" parameter");
    }

    /** After "syntax is ok": every pool asked for is there. */
    public void check() {
        for (Map.Entry<String, Origin> use : used.entrySet()) {
            if (!defined.contains(use.getKey())) {
                throw Complaint.plain("unknown thread pool \"" + use.getKey() + "\" in " + use.getValue());
            }
        }
    }
}
