package io.postern.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.side.Ports;
import io.postern.side.Program;
import io.postern.side.Program.Running;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Python, curl and swaks speak through Postern with Dovecot and Postfix. */
@TestInstance(Lifecycle.PER_CLASS)
class RealPeersIT {
    private static final int BIG = 20 * 1024 * 1024;

    private final int imap = Ports.free();
    private final int pop3 = Ports.free();
    private final int smtp = Ports.free();
    private final int relayed = Ports.free();
    private final int names = Ports.free();
    private final int header1 = Ports.free();
    private final int header2 = Ports.free();

    private Path folder;
    private MailServers servers;
    private AuthServer auth;
    private Peer unbound;
    private Running postern;

    @BeforeAll
    void start(@TempDir Path given) throws IOException {
        folder = given;
        Peer.require("dovecot", "postfix", "unbound", "python3", "curl", "swaks");
        assumeTrue(System.getProperty("user.name").equals("root"), "Dovecot and Postfix want to be started by root");
        servers = new MailServers(folder);
        auth = new AuthServer(
                Map.of("joe@example.com", "secret"),
                Map.of(
                        "imap",
                        servers.imap,
                        "imap-proxied",
                        servers.proxied,
                        "pop3",
                        servers.pop3,
                        "smtp",
                        servers.smtp));
        unbound = startUnbound(Files.createDirectory(folder.resolve("unbound")));
        Program program = Program.postern();
        if (System.getProperty("peers.proxy") != null) {
            program = Program.nginx(System.getProperty("peers.proxy")).orElseThrow();
        }
        postern = program.start(
                Files.createDirectory(folder.resolve("postern")),
                configuration(),
                List.of(imap, pop3, smtp, relayed, header1, header2));
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
                    proxy_pass_error_message on;
                    server { listen 127.0.0.1:IMAP; protocol imap; imap_capabilities IMAP4rev1 UIDPLUS; }
                    server { listen 127.0.0.1:POP3; protocol pop3; }
                    server { listen 127.0.0.1:SMTP; protocol smtp; smtp_auth plain login; smtp_capabilities "SIZE 50000000" 8BITMIME; }
                    server {
                        listen 127.0.0.1:RELAYED proxy_protocol;
                        set_real_ip_from 127.0.0.1;
                        resolver 127.0.0.1:NAMES ipv6=off;
                        protocol smtp;
                    }
                    server {
                        listen 127.0.0.1:HEADER1 proxy_protocol;
                        set_real_ip_from 127.0.0.1;
                        auth_http_header X-Route -proxied;
                        proxy_protocol on;
                        protocol imap;
                    }
                    server {
                        listen 127.0.0.1:HEADER2 proxy_protocol;
                        set_real_ip_from 127.0.0.1;
                        auth_http_header X-Route -proxied;
                        proxy_protocol v2;
                        protocol imap;
                    }
                }
                """.replace("AUTH", auth.port() + "")
                .replace("IMAP;", imap + ";")
                .replace("POP3;", pop3 + ";")
                .replace("SMTP;", smtp + ";")
                .replace("RELAYED", relayed + "")
                .replace("NAMES", names + "")
                .replace("HEADER1", header1 + "")
                .replace("HEADER2", header2 + "");
    }

    private Peer startUnbound(Path home) throws IOException {
        Path conf = home.resolve("unbound.conf");
        Files.writeString(conf, """
                server:
                    directory: "HOME"
                    chroot: ""
                    username: ""
                    pidfile: ""
                    use-syslog: no
                    do-daemonize: no
                    interface: 127.0.0.1
                    port: PORT
                    do-ip6: no
                    access-control: 127.0.0.0/8 allow
                    local-zone: "example.net." static
                    local-data: "sender.example.net. A 192.0.2.1"
                    local-zone: "2.0.192.in-addr.arpa." static
                    local-data-ptr: "192.0.2.1 sender.example.net"
                remote-control:
                    control-enable: no
                """.replace("HOME", home.toString()).replace("PORT", names + ""));
        return Peer.start(home, List.of("unbound", "-d", "-c", conf.toString()), names);
    }

    @AfterAll
    void stop() {
        for (AutoCloseable started : new AutoCloseable[] {postern, unbound, auth, servers}) {
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
    void mailOf20Megabytes_inBySmtp_outByImapAndPop3_byteForByte() throws IOException {
        Path mail = folder.resolve("big.eml");
        Files.writeString(mail, bigMail(), StandardCharsets.ISO_8859_1);
        String said = python("""
                import sys, smtplib, imaplib, poplib, time, hashlib
                mail = open(sys.argv[1], 'rb').read()
                s = smtplib.SMTP('127.0.0.1', int(sys.argv[2]), local_hostname='client.example.org')
                s.login('joe@example.com', 'secret')
                s.sendmail('joe@example.com', ['joe@example.com'], mail)
                s.quit()
                found = []
                for attempt in range(300):
                    m = imaplib.IMAP4('127.0.0.1', int(sys.argv[3]))
                    m.login('joe@example.com', 'secret')
                    m.select()
                    found = m.search(None, 'SUBJECT', 'twenty')[1][0].split()
                    if found: break
                    m.logout()
                    time.sleep(0.1)
                data = m.fetch(found[0], '(RFC822)')[1][0][1]
                m.logout()
                p = poplib.POP3('127.0.0.1', int(sys.argv[4]))
                p.user('joe@example.com')
                p.pass_('secret')
                lines = p.retr(int(found[0]))[1]
                p.quit()
                popped = b'\\r\\n'.join(lines) + b'\\r\\n'
                body = lambda m: m[m.index(b'\\r\\n\\r\\n') + 4:]
                want = hashlib.sha256(body(mail)).hexdigest()
                print(want == hashlib.sha256(body(data)).hexdigest(), want == hashlib.sha256(body(popped)).hexdigest(),
                      len(body(data)) == len(body(mail)))
                """, mail, smtp, imap, pop3);
        assertEquals("True True True", said.strip());
    }

    private static String bigMail() {
        Random random = new Random(20);
        StringBuilder mail = new StringBuilder(BIG + 200);
        mail.append("From: joe@example.com\r\nTo: joe@example.com\r\nSubject: twenty megabytes\r\n\r\n");
        while (mail.length() < BIG) {
            for (int i = random.nextInt(200); i >= 0; i--) {
                mail.append((char) (' ' + random.nextInt(95)));
            }
            mail.append("\r\n");
        }
        return mail.append(".\r\n..dots\r\nend\r\n").toString();
    }

    @Test
    void xclient_tellsPostfixAddressNameAndLogin() throws IOException {
        python("""
                import sys, socket
                s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
                f = s.makefile('rwb', 0)
                def say(line, want):
                    if line: f.write(line + b'\\r\\n')
                    while True:
                        reply = f.readline()
                        if reply[3:4] != b'-': break
                    assert reply.startswith(want), reply
                f.write(b'PROXY TCP4 192.0.2.1 192.0.2.2 1111 25\\r\\n')
                say(b'', b'220')
                say(b'EHLO client.example.org', b'250')
                say(b'AUTH PLAIN AGpvZUBleGFtcGxlLmNvbQBzZWNyZXQ=', b'235')
                say(b'MAIL FROM:<joe@example.com>', b'250')
                say(b'RCPT TO:<joe@example.com>', b'250')
                say(b'DATA', b'354')
                say(b'Subject: xclient\\r\\n\\r\\nhello\\r\\n.', b'250')
                say(b'QUIT', b'221')
                """, relayed);
        String wanted = "client=sender.example.net[192.0.2.1], sasl_method=XCLIENT, sasl_username=joe@example.com";
        for (int i = 0; i < 50 && !servers.log().contains(wanted); i++) {
            Peer.rest(100);
        }
        assertTrue(servers.log().contains(wanted), servers.log());
    }

    @Test
    void proxyHeader_tellsDovecotTheAddress() throws IOException {
        for (String door : List.of(header1 + " 192.0.2.7", header2 + " 192.0.2.8")) {
            String[] word = door.split(" ", -1);
            python("""
                    import sys, imaplib
                    class Proxied(imaplib.IMAP4):
                        def open(self, *words):
                            super().open(*words)
                            self.send(b'PROXY TCP4 ' + sys.argv[2].encode() + b' 192.0.2.99 1111 143\\r\\n')
                    m = Proxied('127.0.0.1', int(sys.argv[1]))
                    m.login('joe@example.com', 'secret')
                    m.select()
                    m.logout()
                    """, word[0], word[1]);
            String wanted = "rip=" + word[1] + ", lip=127.0.0.1";
            for (int i = 0; i < 100 && !servers.dovecotLog().contains(wanted); i++) {
                Peer.rest(100);
            }
            assertTrue(servers.dovecotLog().contains(wanted), servers.dovecotLog());
        }
    }

    @Test
    void swaks_logsInAndDelivers() throws IOException {
        String said = Peer.run(List.of(
                "swaks",
                "--server",
                "127.0.0.1",
                "--port",
                smtp + "",
                "--auth",
                "LOGIN",
                "--auth-user",
                "joe@example.com",
                "--auth-password",
                "secret",
                "--from",
                "joe@example.com",
                "--to",
                "joe@example.com",
                "--helo",
                "swaks.example.org",
                "--header",
                "Subject: from swaks"));
        assertTrue(said.contains("235 2.0.0 OK"), said);
        assertTrue(said.contains("queued as"), said);
    }

    @Test
    void curl_readsByImapAndPop3() throws IOException {
        for (String url : List.of("imap://127.0.0.1:" + imap + "/", "pop3://127.0.0.1:" + pop3 + "/")) {
            Peer.run(List.of("curl", "-sS", "--user", "joe@example.com:secret", url));
        }
    }

    @Test
    void wrongPassword_isRefusedInWordsOfTheAuthServer() throws IOException {
        String said = python("""
                import sys, imaplib
                m = imaplib.IMAP4('127.0.0.1', int(sys.argv[1]))
                try: m.login('joe@example.com', 'wrong')
                except imaplib.IMAP4.error as e: print(e)
                """, imap);
        assertTrue(said.contains("Invalid login or password"), said);
    }

    private static String python(String script, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("python3", "-c", script));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return Peer.run(command);
    }
}
