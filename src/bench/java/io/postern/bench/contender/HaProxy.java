package io.postern.bench.contender;

import io.postern.bench.driver.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** HAProxy as a TCP relay: it knows nothing of mail, the client's own login goes to the back end. */
public record HaProxy() implements Contender {
    private static final Path PROGRAM = Path.of("/usr/sbin/haproxy");
    private static final long QUIET_NANOS = 100_000_000;

    @Override
    public String name() {
        return "haproxy";
    }

    @Override
    public @Nullable String missing() {
        return Files.isExecutable(PROGRAM) ? null : PROGRAM + " is not installed";
    }

    @Override
    public Running start(Setup setup, Load load, Path certificates, Path folder) throws IOException {
        Setup.Place place = Setup.Place.around(load, certificates);
        StringBuilder text = new StringBuilder("""
                global
                    nbthread %d
                    maxconn %d
                    %s
                defaults
                    mode tcp
                    maxconn %d
                    timeout connect 10s
                    timeout client 120s
                    timeout server 120s
                """.formatted(
                        setup.workers(),
                        sessions(setup),
                        setup.buffer() == 4 ? "" : "tune.bufsize " + setup.buffer() * 1024,
                        sessions(setup)));
        String pem = " ssl crt " + setup.certificate().both(certificates);
        listen(text, "imap", place.own().imap(), "", place.backends().imap());
        listen(text, "pop3", place.own().pop3(), "", place.backends().pop3());
        listen(text, "smtp", place.own().smtp(), "", place.backends().smtp());
        listen(text, "imaps", place.own().imaps(), pem, place.backends().imap());
        Path file = Files.writeString(folder.resolve("haproxy.cfg"), text);
        List<String> command = List.of(PROGRAM.toString(), "-db", "-f", file.toString());
        Program started = Program.start(
                command,
                Map.of(),
                folder,
                place.own(),
                place.own().imap(),
                place.own().imaps());
        settle(load);
        return started;
    }

    /** Who asked whether it answers was carried to the back end, and is not to be counted later. */
    private static void settle(Load load) {
        long before = -1;
        for (long now = load.visitors(); now != before; now = load.visitors()) {
            before = now;
            LockSupport.parkNanos(QUIET_NANOS);
        }
    }

    /** It wants two descriptors for each, and does not start where they cannot be had. */
    private static int sessions(Setup setup) {
        return Math.max(500, setup.connections() / 2 - 400);
    }

    private static void listen(StringBuilder text, String name, int port, String tls, int backend) {
        text.append("""
                listen %s
                    bind 127.0.0.1:%d backlog 8192%s
                    server backend 127.0.0.1:%d
                """.formatted(name, port, tls, backend));
    }
}
