package io.postern.http.table;

import io.postern.directive.IpText;
import io.postern.directive.Network;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whom an X-Forwarded-For header names, read from its end as far as we trust (ngx_http_get_forwarded_addr). */
public final class Forwarded {
    private Forwarded() {}

    /** The client itself when it is nobody we trust or the header says nothing. */
    public static InetAddress client(InetAddress client, String header, List<Network> trusted, boolean recursive) {
        InetAddress found = client;
        String[] hops = header.split("[ ,]+", -1);
        for (int i = hops.length - 1; i >= 0; i--) {
            InetAddress current = found;
            if (trusted.stream().noneMatch(n -> n.covers(current))) {
                return found;
            }
            if (hops[i].isEmpty()) {
                continue;
            }
            InetAddress hop = address(hops[i]);
            if (hop == null) {
                return found;
            }
            found = hop;
            if (!recursive) {
                return found;
            }
        }
        return found;
    }

    /** An address that may carry a port. */
    public static @Nullable InetAddress address(String text) {
        InetAddress plain = IpText.parse(text);
        if (plain != null) {
            return plain;
        }
        int bracket = text.indexOf(']');
        if (text.startsWith("[") && bracket > 0) {
            return IpText.parse(text.substring(1, bracket));
        }
        int colon = text.indexOf(':');
        return colon > 0 ? IpText.parse(text.substring(0, colon)) : null;
    }
}
