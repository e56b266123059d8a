package io.postern.process;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** An operator's checklist: a new binary on the fly, beside the real nginx. */
class UpgradeChecklistIT extends Checklist {
    private static final String OLD = "logs/nginx.pid.oldbin";

    @Test
    void upgrade_thenTheOldOneGoes() throws Exception {
        same(n -> {
            int old = n.start();
            int fresh;
            try (MailClient relayed = new MailClient(n.port).login()) {
                fresh = n.upgraded(old);
                Site.pause(300);
                n.note("kept: " + (n.site.pidIn(OLD) == old));
                n.files();
                n.signal("USR2", fresh);
                n.signal("USR2", old);
                n.signal("WINCH", old);
                n.serves();
                n.signal("QUIT", old);
                relayed.noop();
            }
            n.site.untilGone(old);
            n.files();
            n.serves();
            n.end("QUIT", fresh);
            n.files();
            n.log("logs/error.log");
            n.log("logs/boot.log");
        });
    }

    @Test
    void upgrade_takenBack() throws Exception {
        same(n -> {
            int old = n.start();
            int fresh = n.upgraded(old);
            Site.pause(300);
            n.signal("WINCH", old);
            n.site.untilLogged(": exit");
            n.signal("HUP", old);
            n.signal("QUIT", fresh);
            n.site.untilGone(fresh);
            n.site.until("the old name is back", () -> n.site.pid() == old);
            Site.pause(300);
            n.files();
            n.serves();
            n.end("QUIT", old);
            n.files();
            n.log("logs/error.log");
        });
    }

    /** Who has been told to go does not come back for the new one's sake. */
    @Test
    void upgrade_theNewOneGoes_whileTheOldOneIsLeaving() throws Exception {
        same(n -> {
            int old = n.start();
            try (MailClient relayed = new MailClient(n.port).login()) {
                int fresh = n.upgraded(old);
                Site.pause(300);
                n.signal("WINCH", old);
                n.signal("QUIT", old);
                n.end("TERM", fresh);
                n.site.until("the old name is back", () -> n.site.pid() == old);
                Site.pause(300);
                relayed.noop();
                n.serves();
                n.files();
            }
            n.site.untilGone(old);
            n.files();
            n.log("logs/error.log");
        });
    }

    @Test
    void upgrade_toABadFile() throws Exception {
        same(n -> {
            int old = n.start();
            n.conf("nonsense;", "");
            n.signal("USR2", old);
            n.site.untilLogged("exited with code");
            n.site.until("the old name is back", () -> n.site.pid() == old);
            n.files();
            n.serves();
            n.end("QUIT", old);
            n.log("logs/error.log");
            n.log("logs/boot.log");
        });
    }

    @Test
    void upgrade_whileItRuns_aReloadIsNone() throws Exception {
        same(n -> {
            int old = n.start();
            int fresh = n.upgraded(old);
            n.conf("nonsense;", "");
            n.signal("HUP", old);
            n.site.until("it is obeyed", () -> n.count(old + "#" + old + ": start worker processes") > 1);
            Site.signal("KILL", fresh);
            n.site.until("the old name is back", () -> n.site.pid() == old);
            n.signal("HUP", old);
            n.site.untilLogged("unknown directive");
            n.serves();
            // how its workers say goodbye is another matter: there are two by now in nginx
            n.log("logs/error.log");
            n.end("TERM", old);
        });
    }

    @Test
    void unixSocket_livesThroughAnUpgrade_andGoesWithAReload() throws Exception {
        same(n -> {
            String server = "server { listen unix:" + n.site.path("sock") + "; protocol imap; }";
            n.conf("", server);
            int old = n.start();
            n.run();
            int fresh = n.upgraded(old);
            n.end("QUIT", old);
            n.files();
            n.conf("", "");
            Site.signal("HUP", fresh);
            n.site.untilLogged("deleting socket");
            n.site.until("the file has gone", () -> !Files.exists(n.site.path("sock")));
            n.files();
            n.conf("", server);
            Files.createFile(n.site.path("sock"));
            Site.signal("HUP", fresh);
            n.site.untilLogged("sock failed (98");
            n.site.untilLogged("still could not bind()");
            n.serves();
            n.end("TERM", fresh);
            n.log("logs/boot.log");
        });
    }

    @Test
    void loneProcess_looksAtNeitherUsr2NorWinch() throws Exception {
        same(n -> {
            n.conf("master_process off;", "");
            int pid = n.start();
            n.signal("WINCH", pid);
            n.signal("USR2", pid);
            n.serves();
            n.files();
            n.end("INT", pid);
            n.log("logs/error.log");
        });
    }
}
