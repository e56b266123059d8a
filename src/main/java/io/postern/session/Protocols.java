package io.postern.session;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The protocols that {@code protocol} may name, with the ports that imply them. Handed to the reading of a configuration from above. */
public record Protocols(List<Named> all) {
    /**
     * One protocol.
     *
     * @param ports a server that listens on one of these speaks it unless told otherwise
     */
    public record Named(String name, List<Integer> ports) {}

    /** nginx's three. */
    public static final Protocols NGINX = new Protocols(List.of(
            new Named("pop3", List.of(110, 995)),
            new Named("imap", List.of(143, 993)),
            new Named("smtp", List.of(25, 465, 587))));

    /** The protocol of a well-known port; null for any other. */
    @Nullable
    String at(int port) {
        for (Named named : all) {
            if (named.ports().contains(port)) {
                return named.name();
            }
        }
        return null;
    }

    boolean knows(String name) {
        for (Named named : all) {
            if (named.name().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
