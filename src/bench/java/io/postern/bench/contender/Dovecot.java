package io.postern.bench.contender;

import io.postern.bench.driver.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Dovecot's login processes as a proxy for IMAP and POP3, in their fast shape: one process serves many clients. */
public record Dovecot() implements Contender {
    private static final Path PROGRAM = Path.of("/usr/sbin/dovecot");

    @Override
    public String name() {
        return "dovecot";
    }

    @Override
    public @Nullable String missing() {
        return Files.isExecutable(PROGRAM) ? null : PROGRAM + " is not installed";
    }

    @Override
    public @Nullable String unfit(Setup setup) {
        return setup.buffer() == 4 ? Contender.super.unfit(setup) : "has no size of buffers to set";
    }

    @Override
    public Running start(Setup setup, Load load, Path certificates, Path folder) throws IOException {
        Setup.Place place = Setup.Place.around(load, certificates);
        // the login processes run as a user of their own and must reach their sockets
        String own = folder.toString();
        String text = """
                base_dir = %1$s/run
                state_dir = %1$s/state
                log_path = %1$s/error.log
                info_log_path = /dev/null
                listen = 127.0.0.1
                protocols = imap pop3
                disable_plaintext_auth = no
                auth_mechanisms = plain login
                ssl = yes
                ssl_cert = <%2$s
                ssl_key = <%8$s
                ssl_dh =
                default_client_limit = %3$d
                default_vsz_limit = 0
                passdb {
                  driver = static
                  args = nopassword=y proxy=y host=127.0.0.1 port=%%{if;%%s;eq;imap;%4$d;%5$d}
                }
                %6$s%7$s
                """.formatted(
                        own,
                        setup.certificate().certificate(certificates),
                        setup.connections() + 500,
                        place.backends().imap(),
                        place.backends().pop3(),
                        service("imap", place.own().imap(), place.own().imaps(), setup),
                        service("pop3", place.own().pop3(), 0, setup),
                        setup.certificate().key(certificates));
        Path file = Files.writeString(folder.resolve("dovecot.conf"), text);
        List<String> command = List.of(PROGRAM.toString(), "-F", "-c", file.toString());
        return Program.start(
                command,
                Map.of(),
                folder,
                place.own(),
                place.own().imap(),
                place.own().imaps());
    }

    private static String service(String protocol, int port, int tls, Setup setup) {
        return """
                service %1$s-login {
                  inet_listener %1$s {
                    port = %2$d
                  }
                  inet_listener %1$ss {
                    port = %3$d
                    ssl = yes
                  }
                  service_count = 0
                  process_min_avail = %4$d
                  process_limit = %4$d
                }
                """.formatted(protocol, port, tls, setup.workers());
    }
}
