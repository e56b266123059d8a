package io.postern.net;

import java.util.stream.Stream;

/** The ways to the system's sockets that can be had on this machine, by what {@code use} calls them. */
public final class Transports {
    private Transports() {}

    /** For {@code @MethodSource}; the JDK's selector comes last. */
    public static Stream<String> here() {
        return Stream.concat(
                Transport.withoutRing().isEmpty() ? Stream.of("epoll", "io_uring") : Stream.of("epoll"),
                Stream.of("selector"));
    }
}
