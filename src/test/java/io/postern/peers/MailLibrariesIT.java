package io.postern.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/**
 * Libraries that mail programs are made of read and send through Postern over TLS and STARTTLS: Jakarta Mail, Ruby's net-imap, net-pop and
 * net-smtp, PHP's imap extension (c-client), Perl's Mail::IMAPClient; with them OfflineIMAP and fdm. What is not installed is skipped
 * by name.
 */
class MailLibrariesIT extends AtTheStand {
    @Test
    void jakartaMail_readsUploadsAndSends() throws IOException, MessagingException {
        for (String way : List.of("PLAIN", "LOGIN")) {
            for (boolean tls : new boolean[] {true, false}) {
                jakartaStore(tls ? "imaps" : "imap", tls ? stand.imaps : stand.imap, way);
                Session session = session(tls ? "smtps" : "smtp", way);
                try (Transport transport = session.getTransport()) {
                    transport.connect("127.0.0.1", tls ? stand.smtps : stand.smtp, ClientStand.USER, "secret");
                    MimeMessage mail = mail(session, "by jakarta " + way + tls, 1000);
                    transport.sendMessage(mail, new InternetAddress[] {new InternetAddress(ClientStand.USER)});
                }
                stand.await("Subject: by jakarta " + way + tls);
            }
        }
        jakartaStore("pop3s", stand.pop3s, "");
        jakartaStore("pop3", stand.pop3, "");
    }

    private void jakartaStore(String protocol, int port, String way) throws MessagingException, IOException {
        Session session = session(protocol, way);
        try (Store store = session.getStore(protocol)) {
            store.connect("127.0.0.1", port, ClientStand.USER, "secret");
            try (Folder inbox = store.getFolder("INBOX")) {
                inbox.open(Folder.READ_ONLY);
                assertTrue(inbox.getMessageCount() >= 3, protocol);
                assertTrue(inbox.getMessage(1).getContent().toString().contains("hello"), protocol);
                if (protocol.startsWith("imap")) {
                    inbox.appendMessages(new Message[] {mail(session, "upload", 20_000)});
                }
            }
        }
    }

    private Session session(String protocol, String way) {
        Properties properties = new Properties();
        String prefix = "mail." + protocol + ".";
        properties.setProperty("mail.transport.protocol", protocol);
        properties.setProperty(prefix + "auth", "true");
        properties.setProperty(prefix + "localhost", "client.example.org");
        properties.setProperty(prefix + "ssl.trust", "*");
        properties.setProperty(prefix + "ssl.checkserveridentity", "false");
        properties.setProperty(prefix + "timeout", "60000");
        if (!way.isEmpty()) {
            properties.setProperty(prefix + "auth.mechanisms", way);
        }
        if (!protocol.endsWith("s")) {
            properties.setProperty(prefix + "starttls.enable", "true");
            properties.setProperty(prefix + "starttls.required", "true");
        }
        return Session.getInstance(properties);
    }

    private static MimeMessage mail(Session session, String subject, int lines) throws MessagingException {
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom(ClientStand.USER);
        mail.setRecipients(Message.RecipientType.TO, ClientStand.USER);
        mail.setSubject(subject);
        mail.setText("hello from a library\r\n".repeat(lines));
        return mail;
    }

    @Test
    void ruby_readsUploadsAndSends() throws IOException {
        Peer.require("ruby");
        String said = Peer.run(List.of(
                "ruby",
                "-e",
                """
                require 'net/imap'; require 'net/smtp'; require 'net/pop'
                imap, imaps, pop3s, smtp, smtps = ARGV.map(&:to_i)
                user, blind = 'joe@example.com', {verify_mode: OpenSSL::SSL::VERIFY_NONE}
                context = OpenSSL::SSL::SSLContext.new
                context.verify_mode = OpenSSL::SSL::VERIFY_NONE
                [true, false].each do |tls|
                  %w[PLAIN LOGIN CRAM-MD5].each do |way|
                    m = tls ? Net::IMAP.new('127.0.0.1', port: imaps, ssl: blind) : Net::IMAP.new('127.0.0.1', port: imap)
                    m.starttls(blind) unless tls
                    m.authenticate(way, user, 'secret')
                    m.append('INBOX', "Subject: by ruby\\r\\n\\r\\n" + 'y' * 200_000)
                    m.select('INBOX')
                    puts "imap #{m.search(%w[SUBJECT first]).size}"
                    m.logout; m.disconnect
                    s = Net::SMTP.new('127.0.0.1', tls ? smtps : smtp)
                    tls ? s.enable_tls(context) : s.enable_starttls(context)
                    s.start('client.example.org', user, 'secret', way.downcase.tr('-', '_').to_sym) do |x|
                      puts x.send_message("Subject: sent by ruby\\r\\n\\r\\nhello\\r\\n", user, user).string[0, 9]
                    end
                  end
                end
                [true, false].each do |apop|
                  p = Net::POP3.new('127.0.0.1', pop3s, apop)
                  p.enable_ssl(0)
                  p.start(user, 'secret') { |q| puts "pop3 #{q.mails[0].pop.include?('hello')}" }
                end
                """,
                stand.imap + "",
                stand.imaps + "",
                stand.pop3s + "",
                stand.smtp + "",
                stand.smtps + ""));
        assertEquals("imap 3\n250 2.0.0\n".repeat(6) + "pop3 true\n".repeat(2), said);
    }

    @Test
    void php_readsAndUploads() throws IOException {
        Peer.require("php");
        // over STARTTLS it speaks TLSv1 only
        assumeTrue(Peer.run(List.of("php", "-m")).contains("imap"), "PHP's imap extension is not installed");
        String said = Peer.run(List.of("php", "-r", """
                foreach (["$argv[1]/imap", "$argv[2]/pop3"] as $way) {
                    $box = '{127.0.0.1:' . $way . '/ssl/novalidate-cert}INBOX';
                    $m = imap_open($box, 'joe@example.com', 'secret', 0, 1);
                    echo imap_num_msg($m) >= 3, ' ', trim(imap_body($m, 1)), "\n";
                    if (strpos($way, 'imap')) {
                        echo imap_append($m, $box, "Subject: by php\r\n\r\n" . str_repeat("hello\r\n", 50000)), "\n";
                    }
                    imap_close($m);
                }
                """, stand.imaps + "", stand.pop3s + ""));
        assertEquals("1 hello\n1\n1 hello\n", said);
    }

    @Test
    void perlImapClient_readsUploadsAndIdles() throws IOException {
        Peer.require("perl");
        assumeTrue(
                Peer.run(List.of("sh", "-c", "perl -MMail::IMAPClient -MIO::Socket::SSL -e 'print 1' 2>/dev/null || :"))
                        .equals("1"),
                "Perl's Mail::IMAPClient is not installed");
        String said = Peer.run(List.of("perl", "-e", """
                use Mail::IMAPClient;
                for my $door ([Port => $ARGV[0], Starttls => [SSL_verify_mode => 0]], [Port => $ARGV[1], Ssl => [SSL_verify_mode => 0]]) {
                    for my $way ('', 'PLAIN', 'LOGIN') {
                        my $m = Mail::IMAPClient->new(Server => '127.0.0.1', User => 'joe@example.com', Password => 'secret',
                            ($way ? (Authmechanism => $way) : ()), @$door) or die "$way $@";
                        $m->select('INBOX') or die;
                        $m->append_string('INBOX', "Subject: by perl\\r\\n\\r\\n" . ("q" x 70 . "\\r\\n") x 3000) or die $m->LastError;
                        my $idle = $m->idle or die $m->LastError;
                        $m->done($idle) or die $m->LastError;
                        print scalar(@{$m->search('SUBJECT', 'first')}), "\\n";
                        $m->logout or die;
                    }
                }
                """, stand.imap + "", stand.imaps + ""));
        assertEquals("3\n".repeat(6), said);
    }

    @Test
    void offlineimap_bringsMailBothWays() throws IOException {
        Peer.require("offlineimap");
        for (String way : List.of("ssl = yes", "starttls = yes\nssl = no")) {
            boolean tls = way.startsWith("ssl");
            Path home = Files.createDirectory(stand.folder.resolve("offlineimap-" + tls));
            Path rc = Files.writeString(home.resolve("rc"), """
                    [general]
                    accounts = joe
                    metadata = HOME/state
                    [Account joe]
                    localrepository = here
                    remoterepository = there
                    [Repository here]
                    type = Maildir
                    localfolders = HOME/mail
                    [Repository there]
                    type = IMAP
                    remotehost = localhost
                    remoteport = PORT
                    remoteuser = joe@example.com
                    remotepass = secret
                    tls_level = tls_compat
                    sslcacertfile = CERTIFICATE
                    cert_fingerprint = FINGERPRINT
                    WAY
                    """.replace("HOME", home + "")
                    .replace("PORT", (tls ? stand.imaps : stand.imap) + "")
                    .replace("CERTIFICATE", stand.certificate + "")
                    .replace("FINGERPRINT", fingerprint())
                    .replace("WAY", way));
            List<String> command = List.of("env", "HOME=" + home, "offlineimap", "-c", rc + "", "-o", "-u", "quiet");
            Peer.run(command);
            assertTrue(ClientStand.mails(home).stream().anyMatch(text -> text.contains("Subject: first 0")));
            Files.writeString(home.resolve("mail/INBOX/new/mine"), "Subject: by offlineimap " + tls + "\n\nhello\n");
            Peer.run(command);
            stand.await("Subject: by offlineimap " + tls);
        }
    }

    private String fingerprint() throws IOException {
        return ClientStand.python("""
                import sys, ssl, hashlib
                pem = ssl.get_server_certificate(('127.0.0.1', int(sys.argv[1])))
                print(hashlib.sha1(ssl.PEM_cert_to_DER_cert(pem)).hexdigest())
                """, stand.imaps).strip();
    }

    @Test
    void fdm_fetches() throws IOException {
        Peer.require("fdm");
        for (String account : List.of(
                "pop3s server \"127.0.0.1\" port " + stand.pop3s + " LOGIN no-verify keep",
                "pop3 server \"127.0.0.1\" port " + stand.pop3 + " LOGIN starttls keep",
                "imaps server \"127.0.0.1\" port " + stand.imaps + " LOGIN no-verify keep",
                "imap server \"127.0.0.1\" port " + stand.imap + " LOGIN starttls keep")) {
            Path home = Files.createTempDirectory(stand.folder, "fdm");
            // the file must be its user's own, and mail is not delivered as root
            Path rc = Files.writeString(home.resolve("rc"), """
                    set default-user "nobody"
                    action "keep" mbox "HOME/got"
                    account "joe" ACCOUNT
                    match all action "keep"
                    """.replace("HOME", home + "")
                    .replace("ACCOUNT", account.replace("LOGIN", "user \"joe@example.com\" pass \"secret\"")));
            Peer.run(List.of("chown", "-R", "nobody", home + ""));
            Peer.run(List.of("chmod", "600", rc + ""));
            Peer.run(List.of("env", "HOME=" + home, "fdm", "-f", rc + "", "fetch"));
            assertTrue(Files.readString(home.resolve("got")).contains("Subject: first 0"), account);
        }
    }
}
