package io.postern.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Libraries and tools log in over TLS and STARTTLS, with passwords and without saying them, and read and send through Postern: those of
 * Python and Perl, curl and swaks.
 */
class RealClientsIT extends AtTheStand {
    @Test
    void python_overTlsAndStarttls_byEveryMechanism() throws IOException {
        String said = ClientStand.python(
                """
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
                """, stand.certificate, stand.imap, stand.imaps, stand.pop3, stand.pop3s, stand.smtp, stand.smtps);
        assertEquals(
                "imap 3\n".repeat(6)
                        + "pop3 True True\n".repeat(3)
                        + "smtp PLAIN\n".repeat(2)
                        + "smtp LOGIN\n".repeat(2)
                        + "smtp CRAM-MD5\n".repeat(2),
                said);
    }

    @Test
    void python_unusualTalk() throws IOException {
        String said = ClientStand.python("""
                import sys, ssl, imaplib, poplib, smtplib, socket
                imap, imaps, pop3, smtp, smtps = map(int, sys.argv[1:6])
                ca, user = ssl._create_unverified_context(), 'joe@example.com'
                def refused(f, *words):
                    try: return f(*words)
                    except (imaplib.IMAP4.error, poplib.error_proto, smtplib.SMTPException) as e: return str(e)
                m = imaplib.IMAP4('127.0.0.1', imap)
                m.starttls(ca)
                m.login(user, 'secret')
                print(m.append('Big', None, None, b'Subject: big\\r\\n\\r\\n' + b'x' * 3000000 + b'\\r\\n')[0] in ('NO', 'OK'))
                m.select()
                m.send(b'x1 IDLE\\r\\n'); print(m.readline())
                m.send(b'DONE\\r\\n'); print(m.readline()[:5])
                m.logout()
                print(refused(imaplib.IMAP4('127.0.0.1', imap).login, user, 'wrong'))
                p = poplib.POP3('127.0.0.1', pop3)
                p.user(user)
                print(refused(p.pass_, 'wrong'))
                s = smtplib.SMTP('127.0.0.1', smtp, 'client.example.org')
                s.ehlo()
                s.user, s.password = user, 'wrong'
                print(refused(s.auth, 'PLAIN', s.auth_plain))
                def talk(words):
                    s = socket.create_connection(('127.0.0.1', imap), 60)
                    s.sendall(words)
                    heard = b''.join(iter(lambda: s.recv(65536), b''))
                    print([w in heard for w in (b'a OK', b'b OK', b'BYE')])
                talk(b'a LOGIN joe@example.com secret\\r\\nb SELECT INBOX\\r\\nc LOGOUT\\r\\n')
                talk(b'a LOGIN {15+}\\r\\njoe@example.com {6+}\\r\\nsecret\\r\\nb LOGOUT\\r\\n')
                s = smtplib.SMTP_SSL('127.0.0.1', smtps, 'client.example.org', context=ca)
                s.login(user, 'secret')
                print(s.sendmail(user, [user], 'Subject: four\\r\\n\\r\\n' + ('y' * 70 + '\\r\\n') * 60000))
                s.quit()
                """, stand.imap, stand.imaps, stand.pop3, stand.smtp, stand.smtps);
        assertEquals("""
                True
                b'+ idling\\r\\n'
                b'x1 OK'
                b'Invalid login or password'
                b'-ERR Invalid login or password'
                (535, b'5.7.0 Invalid login or password')
                [True, True, True]
                [True, True, True]
                {}
                """, said);
    }

    @Test
    void perl_readsAndSends() throws IOException {
        Peer.require("perl");
        String said = Peer.run(List.of("perl", "-e", """
                use Net::POP3; use Net::SMTP;
                my $p = Net::POP3->new("127.0.0.1", Port => $ARGV[0], Timeout => 60) or die;
                print "apop ", $p->apop("joe\\@example.com", "secret") >= 3, "\\n";
                $p->quit;
                my $s = Net::SMTP->new("127.0.0.1", Port => $ARGV[1], Hello => "perl.example.org", Timeout => 60) or die;
                $s->mail("joe\\@example.com");
                print $s->code, " ", $s->message;
                $s->quit;
                """, stand.pop3 + "", stand.smtp + ""));
        assertEquals("apop 1\n530 5.7.1 Authentication required\n", said);
    }

    @Test
    void curl_readsAndSends() throws IOException {
        Peer.require("curl");
        Path mail = stand.folder.resolve("curl.eml");
        Files.writeString(mail, "Subject: by curl\r\n\r\nhello\r\n");
        for (String way : List.of("PLAIN", "LOGIN", "CRAM-MD5")) {
            String said = curl("imaps", stand.imaps, "/INBOX;MAILINDEX=1", "--login-options", "AUTH=" + way);
            assertTrue(said.contains("Subject: first"), said);
            said = curl("imap", stand.imap, "/INBOX;MAILINDEX=1", "--ssl-reqd", "--login-options", "AUTH=" + way);
            assertTrue(said.contains("Subject: first"), said);
            curl("smtps", stand.smtps, "/client", sending(mail, way));
            curl("smtp", stand.smtp, "/client", sending(mail, way, "--ssl-reqd"));
        }
        for (String way : List.of("PLAIN", "CRAM-MD5", "+APOP")) {
            String said = curl("pop3s", stand.pop3s, "/1", "--login-options", "AUTH=" + way);
            assertTrue(said.contains("Subject: first"), said);
        }
        assertTrue(curl("pop3", stand.pop3, "/1", "--ssl-reqd").contains("Subject: first"));
        stand.await("Subject: by curl");
    }

    private static String[] sending(Path mail, String way, String... more) {
        List<String> all = new ArrayList<>(List.of(more));
        all.addAll(List.of("--mail-from", ClientStand.USER, "--mail-rcpt", ClientStand.USER, "-T", mail.toString()));
        all.addAll(List.of("--login-options", "AUTH=" + way));
        return all.toArray(String[]::new);
    }

    private String curl(String scheme, int port, String path, String... more) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("curl", "-sS", "--max-time", "60", "--user", ClientStand.USER + ":secret"));
        command.addAll(List.of(
                "--cacert", stand.certificate.toString(), "--resolve", ClientStand.HOST + ":" + port + ":127.0.0.1"));
        command.addAll(List.of(more));
        command.add(scheme + "://" + ClientStand.HOST + ":" + port + path);
        return Peer.run(command);
    }

    @Test
    void swaks_sendsOverTlsAndStarttls() throws IOException {
        Peer.require("swaks");
        assumeTrue(
                Peer.run(List.of("swaks", "--support")).contains("TLS supported"),
                "swaks has no TLS: libnet-ssleay-perl is not installed");
        for (String way : List.of("PLAIN", "LOGIN", "CRAM-MD5")) {
            assertTrue(swaks(stand.smtps, "-tlsc", "--auth", way).contains("queued as"), way);
            assertTrue(swaks(stand.smtp, "-tls", "--auth", way).contains("queued as"), way);
        }
    }

    private static String swaks(int port, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of("swaks", "--server", "127.0.0.1", "--port", port + ""));
        command.addAll(List.of(
                "--auth-user",
                ClientStand.USER,
                "--auth-password",
                "secret",
                "--from",
                ClientStand.USER,
                "--to",
                ClientStand.USER));
        command.addAll(List.of("--helo", "swaks.example.org"));
        command.addAll(List.of(more));
        return Peer.run(command);
    }
}
