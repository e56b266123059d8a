package io.postern.bench.contender;

import io.postern.bench.driver.Load;
import io.postern.bench.driver.Ports;
import java.nio.file.Path;

/**
 * What a proxy is configured for; every contender is given the same.
 *
 * @param workers event loops, worker processes or threads
 * @param connections room for so many connections of clients and back ends together: no more than needed, since nginx takes its
 *     memory for all of them at once
 * @param buffer {@code proxy_buffer}, in KiB; {@code imap_client_buffer} too, which bounds the way up
 * @param events the {@code use} directive's value, or nothing; only Postern has a choice, nginx takes its epoll
 * @param certificate what is shown to clients that speak TLS
 * @param extension a directive for the mail block that only Postern has: nginx is configured without it
 */
public record Setup(
        int workers, int connections, int buffer, String events, Certificate certificate, String extension) {
    /** One loop, nginx's own buffer sizes, room for 1,000 connections. */
    public static final Setup USUAL = new Setup(1, 1000, 4, "", Certificate.RSA, "");

    public Setup loops(int number) {
        return new Setup(number, connections, buffer, events, certificate, extension);
    }

    /** Room for so many sessions, each with two connections and a third while it is being made. */
    public Setup sessions(int number) {
        return new Setup(workers, Math.max(connections, 2 * number + 1000), buffer, events, certificate, extension);
    }

    public Setup buffer(int kibibytes) {
        return new Setup(workers, connections, kibibytes, events, certificate, extension);
    }

    public Setup use(String method) {
        return new Setup(workers, connections, buffer, method, certificate, extension);
    }

    public Setup with(String directive) {
        return new Setup(workers, connections, buffer, events, certificate, directive);
    }

    public Setup showing(Certificate other) {
        return new Setup(workers, connections, buffer, events, other, extension);
    }

    /** What surrounds the proxy: where it listens, whom it asks and whom it carries clients to. */
    public record Place(Ports own, int auth, Ports backends, Path certificates) {
        static Place around(Load load, Path certificates) {
            return new Place(Ports.free(), load.authPort(), load.backends(), certificates);
        }
    }
}
