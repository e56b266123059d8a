package io.postern.process;

import io.postern.directive.Args;
import io.postern.directive.Complaint;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * worker_cpu_affinity: which processors an event loop may run on (ngx_set_cpu_affinity, ngx_get_cpu_affinity).
 *
 * @param auto whether each loop gets one processor of the mask
 * @param masks the masks in order, the last one for all further loops; none where the directive is not set
 */
record Affinity(boolean auto, List<BitSet> masks) {
    static final Affinity NONE = new Affinity(false, List.of());
    /** CPU_SETSIZE. */
    static final int MOST = 1024;

    static Affinity parse(Args args) {
        boolean auto = args.printed(1).equals("auto");
        if (auto && args.count() > 2) {
            throw Complaint.here("invalid number of arguments in \"worker_cpu_affinity\" directive");
        }
        List<BitSet> masks = new ArrayList<>();
        if (auto && args.count() == 1) {
            BitSet all = new BitSet();
            all.set(0, Math.min(Runtime.getRuntime().availableProcessors(), MOST));
            masks.add(all);
        }
        for (int i = auto ? 2 : 1; i <= args.count(); i++) {
            masks.add(mask(args.get(i)));
        }
        return new Affinity(auto, List.copyOf(masks));
    }

    private static BitSet mask(String text) {
        if (text.length() > MOST) {
            throw Complaint.here("\"worker_cpu_affinity\" supports up to " + MOST + " CPUs only");
        }
        BitSet mask = new BitSet();
        int cpu = 0;
        for (int i = text.length() - 1; i >= 0; i--) {
            char c = text.charAt(i);
            if (c == ' ') {
                continue;
            }
            if (c != '0' && c != '1') {
                throw Complaint.here("invalid character \"" + c + "\" in \"worker_cpu_affinity\"");
            }
            mask.set(cpu++, c == '1');
        }
        return mask;
    }

    /** The processors of the loop with this number, from 0; null where it may run on any. */
    @Nullable
    BitSet of(int loop) {
        if (masks.isEmpty()) {
            return null;
        }
        BitSet mask = masks.get(Math.min(loop, masks.size() - 1));
        if (!auto) {
            return mask;
        }
        BitSet last = masks.get(masks.size() - 1);
        int[] cpus = last.stream().toArray();
        if (cpus.length == 0) {
            return null;
        }
        BitSet one = new BitSet();
        one.set(cpus[loop % cpus.length]);
        return one;
    }
}
