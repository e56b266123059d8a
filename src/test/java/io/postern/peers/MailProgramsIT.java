package io.postern.peers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.side.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Mail programs read and send through Postern over TLS and STARTTLS: mutt, mbsync, fetchmail, msmtp, mpop, s-nail and getmail. Each is
 * skipped by name where it is not installed.
 */
class MailProgramsIT extends AtTheStand {
    @Test
    void mbsync_bringsMailBothWays() throws IOException {
        Peer.require("mbsync");
        for (String way : List.of("IMAPS", "STARTTLS")) {
            Path here = Files.createDirectories(stand.folder.resolve("mbsync-" + way + "/here"));
            Path rc = stand.folder.resolve("mbsyncrc-" + way);
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
                    """.replace("PORT", (way.equals("IMAPS") ? stand.imaps : stand.imap) + "")
                    .replace("WAY", way)
                    .replace("CERTIFICATE", stand.certificate.toString())
                    .replace("HERE", here.toString()));
            Peer.run(List.of("mbsync", "-c", rc.toString(), "both"));
            assertTrue(ClientStand.mails(here).stream().anyMatch(text -> text.contains("Subject: first 0")));
            Files.writeString(here.resolve("INBOX/new/mine." + way), "Subject: by mbsync " + way + "\n\nhello\n");
            Peer.run(List.of("mbsync", "-c", rc.toString(), "both"));
            stand.await("Subject: by mbsync " + way);
        }
    }

    @Test
    void fetchmail_fetches() throws IOException {
        Peer.require("fetchmail");
        for (String poll : List.of(
                "port " + stand.pop3s + " protocol POP3 user joe@example.com password secret ssl",
                "port " + stand.pop3s + " protocol APOP user joe@example.com password secret ssl",
                "port " + stand.pop3 + " protocol POP3 user joe@example.com password secret sslproto \"TLS1.2+\"",
                "port " + stand.imaps + " protocol IMAP user joe@example.com password secret ssl",
                "port " + stand.imap
                        + " protocol IMAP auth cram-md5 user joe@example.com password secret sslproto \"TLS1.2+\"")) {
            Path rc = stand.folder.resolve("fetchmailrc");
            Path got = stand.folder.resolve("fetched");
            Files.deleteIfExists(got);
            Files.writeString(
                    rc,
                    "poll 127.0.0.1 " + poll + " sslcertck sslcertfile \"" + stand.certificate + "\" sslcommonname "
                            + ClientStand.HOST + " keep fetchall mda \"cat >> " + got + "\"\n");
            Peer.run(List.of("chmod", "600", rc.toString()));
            Peer.run(List.of(
                    "env",
                    "FETCHMAILHOME=" + stand.folder,
                    "HOME=" + stand.folder,
                    "fetchmail",
                    "-f",
                    rc.toString(),
                    "-i",
                    stand.folder.resolve("ids").toString()));
            String all = Files.readString(got, StandardCharsets.ISO_8859_1);
            assertTrue(all.contains("Subject: first 0"), poll + all);
        }
    }

    @Test
    void mutt_readsAndSends() throws IOException {
        Peer.require("mutt");
        for (String way : List.of(
                "imaps " + stand.imaps + " smtps " + stand.smtps, "imap " + stand.imap + " smtp " + stand.smtp)) {
            String[] word = way.split(" ", -1);
            Path rc = stand.folder.resolve("muttrc-" + word[0]);
            Path saved = stand.folder.resolve("saved-" + word[0]);
            Files.writeString(rc, """
                    set imap_user="joe@example.com" imap_pass="secret" smtp_pass="secret"
                    set smtp_url="SMTPS://joe%40example.com@127.0.0.1:SPORT/"
                    set ssl_ca_certificates_file="CERTIFICATE" ssl_verify_host=no ssl_force_tls=yes ssl_starttls=yes
                    set from="joe@example.com" realname="Joe" hostname="client.example.org" copy=no
                    set folder="" record="" confirmappend=no confirmcreate=no delete=no
                    """.replace("SMTPS", word[2])
                    .replace("SPORT", word[3])
                    .replace("CERTIFICATE", stand.certificate.toString()));
            Peer.run(List.of(
                    "sh",
                    "-c",
                    "echo hello | HOME=$1 mutt -F $2 -s \"by mutt $3\" joe@example.com",
                    "sh",
                    stand.folder.toString(),
                    rc.toString(),
                    word[0]));
            stand.await("Subject: by mutt " + word[0]);
            String url = word[0] + "://127.0.0.1:" + word[1] + "/INBOX";
            Peer.run(Terminal.on(List.of(
                    "env",
                    "HOME=" + stand.folder,
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

    @Test
    void msmtp_sends() throws IOException {
        Peer.require("msmtp");
        Path mail = Files.writeString(stand.folder.resolve("msmtp.eml"), "Subject: by msmtp\n\nhello\n");
        for (String way : List.of("plain", "login", "cram-md5")) {
            for (String starttls : List.of("on", "off")) {
                Path rc = secret("msmtprc", """
                        account x
                        host localhost
                        port PORT
                        from joe@example.com
                        user joe@example.com
                        password secret
                        auth WAY
                        tls on
                        tls_starttls STARTTLS
                        tls_certcheck off
                        """.replace("PORT", (starttls.equals("on") ? stand.smtp : stand.smtps) + "")
                        .replace("WAY", way)
                        .replace("STARTTLS", starttls));
                Peer.run(List.of("sh", "-c", "exec msmtp -C $1 -a x joe@example.com <$2", "sh", rc + "", mail + ""));
            }
        }
        stand.await("Subject: by msmtp");
    }

    @Test
    void mpop_fetches() throws IOException {
        Peer.require("mpop");
        for (String way : List.of("user", "apop", "plain", "cram-md5")) {
            for (String stls : List.of("on", "off")) {
                Path got = stand.folder.resolve("mpop-" + way + stls);
                Path rc = secret("mpoprc", """
                        account x
                        host localhost
                        port PORT
                        user joe@example.com
                        password secret
                        auth WAY
                        tls on
                        tls_starttls STLS
                        tls_certcheck off
                        keep on
                        delivery mbox GOT
                        uidls_file GOT.uidls
                        """.replace("PORT", (stls.equals("on") ? stand.pop3 : stand.pop3s) + "")
                        .replace("WAY", way)
                        .replace("STLS", stls)
                        .replace("GOT", got + ""));
                Peer.run(List.of("mpop", "-q", "-C", rc + "", "x"));
                assertTrue(Files.readString(got, StandardCharsets.ISO_8859_1).contains("Subject: first"), way);
            }
        }
    }

    @Test
    void snail_readsAndSends() throws IOException {
        Peer.require("s-nail");
        String login = "://joe%40example.com:secret@localhost:";
        for (String mta : List.of("smtps" + login + stand.smtps, "submission" + login + stand.smtp)) {
            Peer.run(snail(
                    "echo hello",
                    List.of(
                            "-Smta=" + mta,
                            "-Ssmtp-use-starttls",
                            "-Sfrom=joe@example.com",
                            "-Shostname=client.example.org",
                            "-s",
                            "by s-nail " + mta.substring(0, 5),
                            ClientStand.USER)));
            stand.await("Subject: by s-nail " + mta.substring(0, 5));
        }
        for (String box : List.of(
                "imaps" + login + stand.imaps + "/INBOX",
                "imap" + login + stand.imap + "/INBOX",
                "pop3s" + login + stand.pop3s,
                "pop3" + login + stand.pop3)) {
            String said = Peer.run(snail(
                    "printf 'print 1\\nxit\\n'",
                    List.of("-Simap-use-starttls", "-Spop3-use-starttls", "-R", "-f", box)));
            assertTrue(said.contains("hello"), box + said);
        }
    }

    private List<String> snail(String words, List<String> options) {
        List<String> command = new ArrayList<>(List.of("env", "HOME=" + stand.folder, "sh", "-c"));
        command.add(words + " | s-nail \"$@\"");
        command.addAll(List.of("sh", "-:/", "-Sv15-compat", "-Stls-verify=ignore"));
        command.addAll(options);
        return command;
    }

    @Test
    void getmail_fetches() throws IOException {
        Peer.require("getmail");
        for (String kind : List.of("SimplePOP3SSL " + stand.pop3s, "SimpleIMAPSSL " + stand.imaps)) {
            String[] word = kind.split(" ", -1);
            Path home = Files.createDirectories(stand.folder.resolve("getmail-" + word[0]));
            for (String part : List.of("cur", "new", "tmp")) {
                Files.createDirectories(home.resolve("mail/" + part));
            }
            Files.writeString(
                    home.resolve("getmailrc"),
                    """
                    [retriever]
                    type = KINDRetriever
                    server = localhost
                    port = PORT
                    username = joe@example.com
                    password = secret
                    [destination]
                    type = Maildir
                    path = HOME/mail/
                    user = nobody
                    [options]
                    read_all = true
                    delete = false
                    """.replace("KIND", word[0]).replace("PORT", word[1]).replace("HOME", home + ""));
            // it does not deliver as root
            Peer.run(List.of("chown", "-R", "nobody", home.resolve("mail") + ""));
            Peer.run(List.of("getmail", "-g", home + ""));
            assertTrue(ClientStand.mails(home).stream().anyMatch(text -> text.contains("Subject: first")), kind);
        }
    }

    /** A file that is its owner's alone. */
    private Path secret(String name, String text) throws IOException {
        Path file = Files.writeString(stand.folder.resolve(name), text);
        Peer.run(List.of("chmod", "600", file.toString()));
        return file;
    }
}
