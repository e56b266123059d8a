package io.postern.http.table;

import io.postern.directive.IpText;
import io.postern.directive.Network;
import io.postern.http.exchange.Exchange;
import io.postern.http.exchange.Reader;
import io.postern.http.text.Symbol;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code geo [$address] $variable { … }}: the value of the longest network, or of the range, that the address is in. */
public final class GeoTable implements Reader {
    /** A network's value. */
    public record Line(Network network, String value) {}

    /** A range of IPv4 addresses, both ends included. */
    public record Range(InetAddress from, InetAddress to, String value) {}

    private final @Nullable Symbol source;
    private final List<Line> lines;
    private final List<Range> ranges;
    private final String fallback;
    private final @Nullable List<Network> proxies;
    private final boolean recursive;

    /**
     * A table.
     *
     * @param source the variable with the address; null for the client's own
     * @param proxies from whom X-Forwarded-For is believed; null for nobody
     */
    public GeoTable(
            @Nullable Symbol source,
            List<Line> lines,
            List<Range> ranges,
            String fallback,
            @Nullable List<Network> proxies,
            boolean recursive) {
        this.source = source;
        this.lines = List.copyOf(lines);
        this.ranges = List.copyOf(ranges);
        this.fallback = fallback;
        this.proxies = proxies;
        this.recursive = recursive;
    }

    @Override
    public boolean once() {
        return true;
    }

    @Override
    public String read(Exchange x) {
        InetAddress address = address(x);
        if (address == null) {
            return fallback;
        }
        Line best = null;
        for (Line l : lines) {
            if (l.network().covers(address)
                    && (best == null || l.network().bits() >= best.network().bits())) {
                best = l;
            }
        }
        if (best != null) {
            return best.value();
        }
        for (Range r : ranges) {
            if (number(address).compareTo(number(r.from())) >= 0
                    && number(address).compareTo(number(r.to())) <= 0) {
                return r.value();
            }
        }
        return fallback;
    }

    private @Nullable InetAddress address(Exchange x) {
        if (source != null) {
            String text = x.value(source);
            return text == null ? null : IpText.parse(text);
        }
        InetAddress client = x.peer().remote();
        if (proxies == null || client == null) {
            return client;
        }
        String forwarded = x.request().joined("X-Forwarded-For", ", ");
        return forwarded == null ? client : Forwarded.client(client, forwarded, proxies, recursive);
    }

    private static BigInteger number(InetAddress a) {
        return new BigInteger(1, a.getAddress());
    }
}
