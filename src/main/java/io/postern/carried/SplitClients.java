package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Block;
import io.postern.directive.Complaint;
import java.util.ArrayList;
import java.util.List;

/** split_clients (ngx_http_split_clients_module, ngx_stream_split_clients_module). */
final class SplitClients {
    private static final long WHOLE = 10000;

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
        String word = line.get(0);
        if (word.equals("*")) {
            shares.add(0L);
            return false;
        }
        long share = word.endsWith("%") ? hundredths(word.substring(0, word.length() - 1)) : -1;
        if (share <= 0) {
            throw Complaint.here("invalid percent value \"" + word + '"');
        }
        shares.add(share);
        return false;
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
            sum = share == 0 ? WHOLE : sum + share;
            if (sum > WHOLE) {
                throw Complaint.here("percent total is greater than 100%");
            }
        }
    }
}
