package io.postern.peers;

import io.postern.side.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Dovecot for IMAP and POP3 and Postfix for SMTP over one maildir: everything for example.com arrives at {@code joe@example.com}, whose
 * password is {@code secret}. Postfix believes XCLIENT from loopback.
 */
final class MailServers implements AutoCloseable {
    private static final String NOBODY = "65534";

    final int imap = Ports.free();
    /** IMAP behind a PROXY header. */
    final int proxied = Ports.free();

    final int pop3 = Ports.free();
    final int smtp = Ports.free();
    private final Path folder;
    private final Peer dovecot;
    private final Peer postfix;

    MailServers(Path folder) throws IOException {
        this.folder = folder;
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path mail = Files.createDirectory(folder.resolve("mail"));
        own(NOBODY + ":" + NOBODY, mail);
        dovecot = startDovecot(Files.createDirectory(folder.resolve("dovecot")));
        postfix = startPostfix(Files.createDirectory(folder.resolve("postfix")));
    }

    /** What Postfix logged. */
    String log() throws IOException {
        return Files.readString(folder.resolve("postfix/log"));
    }

    /** What Dovecot logged. */
    String dovecotLog() throws IOException {
        return Files.readString(folder.resolve("dovecot/log"));
    }

    private static void own(String owner, Path path) throws IOException {
        Peer.run(List.of("chown", owner, path.toString()));
    }

    private Peer startDovecot(Path home) throws IOException {
        Path users = home.resolve("users");
        Files.writeString(users, "joe@example.com:{PLAIN}secret::::::\n");
        Path conf = home.resolve("dovecot.conf");
        Files.writeString(conf, """
                base_dir = HOME/run
                state_dir = HOME/state
                log_path = HOME/log
                protocols = imap pop3
                listen = 127.0.0.1
                ssl = no
                haproxy_trusted_networks = 127.0.0.0/8
                disable_plaintext_auth = no
                auth_mechanisms = plain login
                first_valid_uid = 1
                first_valid_gid = 1
                mail_location = maildir:MAIL/joe
                passdb {
                  driver = passwd-file
                  args = scheme=PLAIN username_format=%u USERS
                }
                userdb {
                  driver = static
                  args = uid=NOBODY gid=NOBODY home=MAIL/joe
                }
                service imap-login {
                  inet_listener imap {
                    port = IMAP
                  }
                  inet_listener imap_proxied {
                    port = PROXIED
                    haproxy = yes
                  }
                  inet_listener imaps {
                    port = 0
                  }
                }
                service pop3-login {
                  inet_listener pop3 {
                    port = POP3
                  }
                  inet_listener pop3s {
                    port = 0
                  }
                }
                """.replace("HOME", home.toString())
                .replace("MAIL", folder.resolve("mail").toString())
                .replace("USERS", users.toString())
                .replace("NOBODY", NOBODY)
                .replace("PROXIED", proxied + "")
                .replace("IMAP", imap + "")
                .replace("POP3", pop3 + ""));
        return Peer.start(home, List.of("dovecot", "-F", "-c", conf.toString()), imap, pop3);
    }

    private Peer startPostfix(Path home) throws IOException {
        Path etc = Files.createDirectory(home.resolve("etc"));
        Files.createDirectory(home.resolve("queue"));
        own("postfix", Files.createDirectory(home.resolve("data")));
        Files.writeString(etc.resolve("main.cf"), """
                compatibility_level = 3.6
                queue_directory = HOME/queue
                data_directory = HOME/data
                mail_owner = postfix
                setgid_group = postdrop
                maillog_file = HOME/log
                maillog_file_prefixes = HOME
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                myhostname = back.example.com
                mydestination =
                mynetworks =
                local_recipient_maps =
                alias_maps =
                alias_database =
                virtual_mailbox_domains = example.com
                virtual_mailbox_base = MAIL
                virtual_mailbox_maps = static:joe/
                virtual_uid_maps = static:NOBODY
                virtual_gid_maps = static:NOBODY
                virtual_minimum_uid = 1
                virtual_mailbox_limit = 0
                message_size_limit = 100000000
                smtpd_authorized_xclient_hosts = 127.0.0.0/8
                smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
                smtpd_sasl_auth_enable = yes
                smtpd_sasl_path = HOME/none
                smtpd_sasl_authenticated_header = yes
                smtpd_peername_lookup = no
                biff = no
                """.replace("HOME", home.toString())
                .replace("MAIL", folder.resolve("mail").toString())
                .replace("NOBODY", NOBODY));
        Files.writeString(etc.resolve("master.cf"), """
                127.0.0.1:PORT inet n - n - - smtpd
                cleanup unix n - n - 0 cleanup
                qmgr unix n - n 300 1 qmgr
                rewrite unix - - n - - trivial-rewrite
                bounce unix - - n - 0 bounce
                defer unix - - n - 0 bounce
                trace unix - - n - 0 bounce
                virtual unix - n n - - virtual
                anvil unix - - n - 1 anvil
                error unix - - n - - error
                retry unix - - n - - error
                postlog unix-dgram n - n - 1 postlogd
                """.replace("PORT", smtp + ""));
        Peer.run(List.of("postfix", "-c", etc.toString(), "check"));
        String programs =
                Peer.run(List.of("postconf", "-d", "-h", "daemon_directory")).strip();
        return Peer.start(home, List.of(programs + "/master", "-c", etc.toString(), "-s"), smtp);
    }

    @Override
    public void close() {
        postfix.close();
        dovecot.close();
    }
}
