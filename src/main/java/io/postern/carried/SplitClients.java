package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Block;
import io.postern.directive.Complaint;
import java.util.ArrayList;
import java.util.List;

/** split_clients (ngx_http_split_clients_module, ngx_stream_split_clients_module). Its sums have 32 bits, and wrap as nginx's do. */
public final class SplitClients {
    private static final long WHOLE = 10000;
    private static final long UNSIGNED = 0xffffffffL;

    /** Hundredths of a percent; 0 for "*". */
    private final List<Long> shares = new ArrayList<>();

    private SplitClients() {}

    static void open(Args args) {
        Script.compile(args, args.get(1));
        Realm.of(args).variables().define(Script.name(args.get(2)));
        SplitClients split = new SplitClients();
        args.inner().memo(SplitClients.class, () -> split);
        args.inner().lines(split::line);
    }

    private boolean line(Args line) {
        long share = share(line.get(0));
        if (share < 0) {
            throw Complaint.here("invalid percent value \"" + line.get(0) + '"');
        }
        shares.add(share);
        return false;
    }

    /** Hundredths of a percent; 0 for "*" and for what nginx takes for it, -1 for what is no share. */
    private static long share(String word) {
        if (word.equals("*")) {
            return 0;
        }
        long share = word.endsWith("%") ? hundredths(word.substring(0, word.length() - 1)) : -1;
        return share <= 0 ? -1 : share & UNSIGNED;
    }

    /** For each share the first hash that is beyond it; 0 where it takes all that are left. */
    public static List<Long> ends(List<String> words) {
        List<Long> ends = new ArrayList<>();
        long sum = 0;
        long last = 0;
        for (String word : words) {
            long share = share(word);
            sum = share == 0 ? WHOLE : sum + share & UNSIGNED;
            if (share == 0 || sum == WHOLE) {
                ends.add(0L);
            } else {
                last = last + share * UNSIGNED / WHOLE & UNSIGNED;
                ends.add(last);
            }
        }
        return ends;
    }

    /** ngx_atofp with two digits after the point; -1 for what is no such number. */
    static long hundredths(String text) {
        long value = 0;
        int decimals = 2;
        boolean dot = false;
        if (text.isEmpty()) {
            return -1;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (decimals == 0) {
                return -1;
            }
            if (c == '.') {
                if (dot) {
                    return -1;
                }
                dot = true;
                continue;
            }
            if (c < '0' || c > '9' || value > (Long.MAX_VALUE - 9) / 10) {
                return -1;
            }
            value = value * 10 + c - '0';
            decimals -= dot ? 1 : 0;
        }
        for (; decimals > 0; decimals--) {
            if (value > Long.MAX_VALUE / 10) {
                return -1;
            }
            value *= 10;
        }
        return value;
    }

    /** The "}" of a block that splits clients. */
    static void close(Block block) {
        SplitClients split = block.remembered(SplitClients.class);
        long sum = 0;
        for (long share : split == null ? List.<Long>of() : split.shares) {
            sum = share == 0 ? WHOLE : sum + share & UNSIGNED;
            if (sum > WHOLE) {
                throw Complaint.here("percent total is greater than 100%");
            }
        }
    }
}
