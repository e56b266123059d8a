package io.postern.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.side.Certificate;
import io.postern.side.Ports;
import io.postern.side.Program;
import io.postern.side.Program.Running;
import io.postern.side.Terminal;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mail programs log in over TLS and STARTTLS, with passwords and without saying them, and read and send through Postern: Python's
 * libraries, curl, swaks, mutt, mbsync and fetchmail. {@code -Dpeers.proxy} puts another program in Postern's place.
 */
@TestInstance(Lifecycle.PER_CLASS)
class RealClientsIT {
    private static final String HOST = "mail.example.com";
    private static final String USER = "joe@example.com";

    private final int imap = Ports.free();
    private final int imaps = Ports.free();
    private final int pop3 = Ports.free();
    private final int pop3s = Ports.free();
    private final int smtp = Ports.free();
    private final int smtps = Ports.free();

    private Path folder;
    private Path certificate;
    private MailServers servers;
    private AuthServer auth;
    private Running postern;

    @BeforeAll
    void start(@TempDir Path given) throws IOException {
        folder = given;
        Peer.require("dovecot", "postfix", "python3");
        assumeTrue(System.getProperty("user.name").equals("root"), "Dovecot and Postfix want to be started by root");
        servers = new MailServers(folder);
        auth = new AuthServer(
                Map.of(USER, "secret"), Map.of("imap", servers.imap, "pop3", servers.pop3, "smtp", servers.smtp));
        Path home = Files.createDirectory(folder.resolve("postern"));
        Certificate.write(home);
        certificate = home.resolve("server.pem");
        String other = System.getProperty("peers.proxy");
        Program program =
                other == null ? Program.postern() : Program.nginx(other).orElseThrow();
        postern = program.start(home, configuration(), List.of(imap, imaps, pop3, pop3s, smtp, smtps));
        python("""
                import sys, smtplib
                s = smtplib.SMTP('127.0.0.1', int(sys.argv[1]), local_hostname='client.example.org')
                for n in range(3):
                    s.sendmail('joe@example.com', ['joe@example.com'], 'Subject: first %d\\r\\n\\r\\nhello\\r\\n' % n)
                s.quit()
                """, servers.smtp);
        await("Subject: first 2");
    }

    private String configuration() {
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

    @AfterAll
    void stop() {
        for (AutoCloseable started : new AutoCloseable[] {postern, auth, servers}) {
            try {
                if (started != null) {
                    started.close();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void python_overTlsAndStarttls_byEveryMechanism() throws IOException {
        String said = python("""
                import sys, ssl, imaplib, poplib, smtplib
                user, ca = 'joe@example.com', ssl.create_default_context(cafile=sys.argv[1])
                ca.check_hostname = False
                imap, imaps, pop3, pop3s, smtp, smtps = map(int, sys.argv[2:8])
                def read(m, login):
                    login(m)
                    m.select(readonly=True)
                    print('imap', len(m.search(None, 'SUBJECT', 'first')[1][0].split()))
                    m.logout()
                def starttls(m): m.starttls(ca); return m
                plain = lambda m: m.authenticate('PLAIN', lambda c: b'\\0joe@example.com\\0secret')
                for login in lambda m: m.login(user, 'secret'), lambda m: m.login_cram_md5(user, 'secret'), plain:
                    read(imaplib.IMAP4_SSL('127.0.0.1', imaps, ssl_context=ca), login)
                    read(starttls(imaplib.IMAP4('127.0.0.1', imap)), login)
                def pop(p, login):
                    login(p)
                    print('pop3', p.stat()[0] >= 3, b'hello' in p.retr(1)[1])
                    p.quit()
                def stls(p): p.stls(ca); return p
                for login in lambda p: (p.user(user), p.pass_('secret')), lambda p: p.apop(user, 'secret'):
                    pop(poplib.POP3_SSL('127.0.0.1', pop3s, context=ca), login)
                pop(stls(poplib.POP3('127.0.0.1', pop3)), lambda p: (p.user(user), p.pass_('secret')))
                def send(s, way):
                    s.user, s.password = user, 'secret'
                    s.ehlo()
                    s.auth(way, {'PLAIN': s.auth_plain, 'LOGIN': s.auth_login, 'CRAM-MD5': s.auth_cram_md5}[way])
                    s.sendmail(user, [user], 'Subject: by python\\r\\n\\r\\nhello\\r\\n')
                    s.quit()
                    print('smtp', way)
                def tls(s): s.starttls(context=ca); return s
                for way in 'PLAIN', 'LOGIN', 'CRAM-MD5':
                    send(smtplib.SMTP_SSL('127.0.0.1', smtps, 'client.example.org', context=ca), way)
                    send(tls(smtplib.SMTP('127.0.0.1', smtp, 'client.example.org')), way)
                """, certificate, imap, imaps, pop3, pop3s, smtp, smtps);
        assertEquals(
                "imap 3\n".repeat(6)
                        + "pop3 True True\n".repeat(3)
                        + "smtp PLAIN\n".repeat(2)
                        + "smtp LOGIN\n".repeat(2)
                        + "smtp CRAM-MD5\n".repeat(2),
                said);
    }

    @Test
    void curl_readsAndSends() throws IOException {
        Peer.require("curl");
        Path mail = folder.resolve("curl.eml");
        Files.writeString(mail, "Subject: by curl\r\n\r\nhello\r\n");
        for (String way : List.of("PLAIN", "LOGIN", "CRAM-MD5")) {
            String said = curl("imaps", imaps, "/INBOX;MAILINDEX=1", "--login-options", "AUTH=" + way);
            assertTrue(said.contains("Subject: first"), said);
            said = curl("imap", imap, "/INBOX;MAILINDEX=1", "--ssl-reqd", "--login-options", "AUTH=" + way);
            assertTrue(said.contains("Subject: first"), said);
            curl("smtps", smtps, "/client", sending(mail, way));
            curl("smtp", smtp, "/client", sending(mail, way, "--ssl-reqd"));
        }
        for (String way : List.of("PLAIN", "CRAM-MD5", "+APOP")) {
            String said = curl("pop3s", pop3s, "/1", "--login-options", "AUTH=" + way);
            assertTrue(said.contains("Subject: first"), said);
        }
        assertTrue(curl("pop3", pop3, "/1", "--ssl-reqd").contains("Subject: first"));
        await("Subject: by curl");
    }

    private static String[] sending(Path mail, String way, String... more) {
        List<String> all = new ArrayList<>(List.of(more));
        all.addAll(List.of("--mail-from", USER, "--mail-rcpt", USER, "-T", mail.toString()));
        all.addAll(List.of("--login-options", "AUTH=" + way));
        return all.toArray(String[]::new);
    }

    private String curl(String scheme, int port, String path, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "60", "--user", USER + ":secret"));
        command.addAll(List.of("--cacert", certificate.toString(), "--resolve", HOST + ":" + port + ":127.0.0.1"));
        command.addAll(List.of(more));
        command.add(scheme + "://" + HOST + ":" + port + path);
        return Peer.run(command);
    }

    @Test
    void swaks_sendsOverTlsAndStarttls() throws IOException {
        Peer.require("swaks");
        assumeTrue(
                Peer.run(List.of("swaks", "--support")).contains("TLS supported"),
                "swaks has no TLS: libnet-ssleay-perl is not installed");
        for (String way : List.of("PLAIN", "LOGIN", "CRAM-MD5")) {
            assertTrue(swaks(smtps, "-tlsc", "--auth", way).contains("queued as"), way);
            assertTrue(swaks(smtp, "-tls", "--auth", way).contains("queued as"), way);
        }
    }

    private static String swaks(int port, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of("swaks", "--server", "127.0.0.1", "--port", port + ""));
        command.addAll(List.of("--auth-user", USER, "--auth-password", "secret", "--from", USER, "--to", USER));
        command.addAll(List.of("--helo", "swaks.example.org"));
        command.addAll(List.of(more));
        return Peer.run(command);
    }

    @Test
    void mbsync_bringsMailBothWays() throws IOException {
        Peer.require("mbsync");
        for (String way : List.of("IMAPS", "STARTTLS")) {
            Path here = Files.createDirectories(folder.resolve("mbsync-" + way + "/here"));
            Path rc = folder.resolve("mbsyncrc-" + way);
            Files.writeString(rc, """
                    IMAPStore far
                    Host localhost
                    Port PORT
                    User joe@example.com
                    Pass secret
                    SSLType WAY
                    CertificateFile CERTIFICATE

                    MaildirStore near
                    Path HERE/
                    Inbox HERE/INBOX

                    Channel both
                    Far :far:INBOX
                    Near :near:INBOX
                    Create Near
                    SyncState *
                    """.replace("PORT", (way.equals("IMAPS") ? imaps : imap) + "")
                    .replace("WAY", way)
                    .replace("CERTIFICATE", certificate.toString())
                    .replace("HERE", here.toString()));
            Peer.run(List.of("mbsync", "-c", rc.toString(), "both"));
            assertTrue(mails(here).stream().anyMatch(text -> text.contains("Subject: first 0")));
            Files.writeString(here.resolve("INBOX/new/mine." + way), "Subject: by mbsync " + way + "\n\nhello\n");
            Peer.run(List.of("mbsync", "-c", rc.toString(), "both"));
            await("Subject: by mbsync " + way);
        }
    }

    @Test
    void fetchmail_fetches() throws IOException {
        Peer.require("fetchmail");
        for (String poll : List.of(
                "port " + pop3s + " protocol POP3 user joe@example.com password secret ssl",
                "port " + pop3s + " protocol APOP user joe@example.com password secret ssl",
                "port " + pop3 + " protocol POP3 user joe@example.com password secret sslproto \"TLS1.2+\"",
                "port " + imaps + " protocol IMAP user joe@example.com password secret ssl",
                "port " + imap
                        + " protocol IMAP auth cram-md5 user joe@example.com password secret sslproto \"TLS1.2+\"")) {
            Path rc = folder.resolve("fetchmailrc");
            Path got = folder.resolve("fetched");
            Files.deleteIfExists(got);
            Files.writeString(
                    rc,
                    "poll 127.0.0.1 " + poll + " sslcertck sslcertfile \"" + certificate + "\" sslcommonname " + HOST
                            + " keep fetchall mda \"cat >> " + got + "\"\n");
            Peer.run(List.of("chmod", "600", rc.toString()));
            Peer.run(List.of(
                    "env",
                    "FETCHMAILHOME=" + folder,
                    "HOME=" + folder,
                    "fetchmail",
                    "-f",
                    rc.toString(),
                    "-i",
                    folder.resolve("ids").toString()));
            String all = Files.readString(got, StandardCharsets.ISO_8859_1);
            assertTrue(all.contains("Subject: first 0"), poll + all);
        }
    }

    @Test
    void mutt_readsAndSends() throws IOException {
        Peer.require("mutt");
        for (String way : List.of("imaps " + imaps + " smtps " + smtps, "imap " + imap + " smtp " + smtp)) {
            String[] word = way.split(" ", -1);
            Path rc = folder.resolve("muttrc-" + word[0]);
            Path saved = folder.resolve("saved-" + word[0]);
            Files.writeString(rc, """
                    set imap_user="joe@example.com" imap_pass="secret" smtp_pass="secret"
                    set smtp_url="SMTPS://joe%40example.com@127.0.0.1:SPORT/"
                    set ssl_ca_certificates_file="CERTIFICATE" ssl_verify_host=no ssl_force_tls=yes ssl_starttls=yes
                    set from="joe@example.com" realname="Joe" hostname="client.example.org" copy=no
                    set folder="" record="" confirmappend=no confirmcreate=no delete=no
                    """.replace("SMTPS", word[2])
                    .replace("SPORT", word[3])
                    .replace("CERTIFICATE", certificate.toString()));
            Peer.run(List.of(
                    "sh",
                    "-c",
                    "echo hello | HOME=$1 mutt -F $2 -s \"by mutt $3\" joe@example.com",
                    "sh",
                    folder.toString(),
                    rc.toString(),
                    word[0]));
            await("Subject: by mutt " + word[0]);
            String url = word[0] + "://127.0.0.1:" + word[1] + "/INBOX";
            Peer.run(Terminal.on(List.of(
                    "env",
                    "HOME=" + folder,
                    "TERM=vt100",
                    "mutt",
                    "-F",
                    rc.toString(),
                    "-f",
                    url,
                    "-e",
                    "push <first-entry><copy-message>" + saved + "<enter><exit>")));
            assertTrue(Files.readString(saved, StandardCharsets.ISO_8859_1).contains("Subject: first"));
        }
    }

    /** Waits until a mail with this text has arrived in the maildir. */
    private void await(String text) throws IOException {
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

    private static List<String> mails(Path where) throws IOException {
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

    private static String python(String script, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("python3", "-c", script));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return Peer.run(command);
    }
}
