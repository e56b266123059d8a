package io.postern.peers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.side.Certificate;
import io.postern.side.Ports;
import io.postern.side.Program;
import io.postern.side.Program.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Postern with a door for each protocol, with STARTTLS and in TLS, in front of Dovecot and Postfix, where three mails lie. {@code
 * -Dpeers.proxy} puts another program in Postern's place.
 */
final class ClientStand implements AutoCloseable {
    static final String HOST = "mail.example.com";
    static final String USER = "joe@example.com";

    final int imap = Ports.free();
    final int imaps = Ports.free();
    final int pop3 = Ports.free();
    final int pop3s = Ports.free();
    final int smtp = Ports.free();
    final int smtps = Ports.free();
    final Path folder;
    final Path certificate;
    private final List<AutoCloseable> started = new ArrayList<>();

    /** Skips the test by name where a server is missing. */
    ClientStand(Path folder) throws IOException {
        this.folder = folder;
        Peer.require("dovecot", "postfix", "python3");
        assumeTrue(System.getProperty("user.name").equals("root"), "Dovecot and Postfix want to be started by root");
        Path home = Files.createDirectory(folder.resolve("postern"));
        Certificate.write(home);
        certificate = home.resolve("server.pem");
        try {
            start(home);
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void start(Path home) throws IOException {
        MailServers servers = new MailServers(folder);
        started.add(servers);
        AuthServer auth = new AuthServer(
                Map.of(USER, "secret"), Map.of("imap", servers.imap, "pop3", servers.pop3, "smtp", servers.smtp));
        started.add(auth);
        String other = System.getProperty("peers.proxy");
        Program program =
                other == null ? Program.postern() : Program.nginx(other).orElseThrow();
        Running running = program.start(home, configuration(auth), List.of(imap, imaps, pop3, pop3s, smtp, smtps));
        started.add(running);
        python("""
                import sys, smtplib
                s = smtplib.SMTP('127.0.0.1', int(sys.argv[1]), local_hostname='client.example.org')
                for n in range(3):
                    s.sendmail('joe@example.com', ['joe@example.com'], 'Subject: first %d\\r\\n\\r\\nhello\\r\\n' % n)
                s.quit()
                """, servers.smtp);
        await("Subject: first 2");
    }

    private String configuration(AuthServer auth) {
        return """
                daemon off;
                pid logs/nginx.pid;
                user root root;
                error_log logs/error.log info;
                events { worker_connections 512; }
                mail {
                    server_name mail.example.com;
                    auth_http 127.0.0.1:AUTH/auth;
                    starttls on;
                    ssl_certificate server.pem;
                    ssl_certificate_key server.pem;
                    imap_auth plain login cram-md5;
                    pop3_auth plain apop cram-md5;
                    smtp_auth plain login cram-md5;
                    imap_capabilities IMAP4rev1 UIDPLUS IDLE NAMESPACE;
                    smtp_capabilities "SIZE 50000000" 8BITMIME PIPELINING;
                    server { listen 127.0.0.1:IMAP; protocol imap; }
                    server { listen 127.0.0.1:IMAPS ssl; protocol imap; starttls off; }
                    server { listen 127.0.0.1:POP3; protocol pop3; }
                    server { listen 127.0.0.1:POP3S ssl; protocol pop3; starttls off; }
                    server { listen 127.0.0.1:SMTP; protocol smtp; }
                    server { listen 127.0.0.1:SMTPS ssl; protocol smtp; starttls off; }
                }
                """.replace("AUTH/", auth.port() + "/")
                .replace(":IMAPS ", ":" + imaps + " ")
                .replace(":IMAP;", ":" + imap + ";")
                .replace(":POP3S ", ":" + pop3s + " ")
                .replace(":POP3;", ":" + pop3 + ";")
                .replace(":SMTPS ", ":" + smtps + " ")
                .replace(":SMTP;", ":" + smtp + ";");
    }

    @Override
    public void close() {
        for (int i = started.size() - 1; i >= 0; i--) {
            try {
                started.get(i).close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Waits until a mail with this text has arrived in the maildir. */
    void await(String text) throws IOException {
        for (int i = 0; i < 300; i++) {
            try {
                if (mails(folder.resolve("mail")).stream().anyMatch(mail -> mail.contains(text))) {
                    return;
                }
            } catch (NoSuchFileException | UncheckedIOException e) {
                // moved meanwhile: look again
            }
            Peer.rest(100);
        }
        throw new AssertionError("no mail with " + text);
    }

    static List<String> mails(Path where) throws IOException {
        List<String> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(where)) {
            for (Path file : files.filter(path -> path.toString().matches(".*/(new|cur)/[^/]+"))
                    .filter(Files::isRegularFile)
                    .toList()) {
                all.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all;
    }

    /** What a script of Python says. */
    static String python(String script, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("python3", "-c", script));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return Peer.run(command);
    }
}
