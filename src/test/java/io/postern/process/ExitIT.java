package io.postern.process;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Every way to end, or not to begin, beside the real nginx: exit statuses and lines in their order. */
class ExitIT extends Checklist {
    @Test
    void signals_endTheForegroundWithStatusNought() throws Exception {
        same(n -> {
            for (String signal : List.of("TERM", "INT", "QUIT")) {
                Process process = n.site.foreground();
                int pid = n.named(n.site.pid());
                n.site.until("it serves", () -> n.count("start worker processes") > 0);
                n.serves();
                Site.signal(signal, pid);
                n.note(signal + ": " + (process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : "runs on"));
                n.files();
                n.log("logs/error.log");
                Files.delete(n.site.path("logs/error.log"));
            }
        });
    }

    @Test
    void starts_thatComeToNothing() throws Exception {
        same(n -> {
            n.conf("nonsense;", "");
            n.run();
            n.run("-t");
            n.run("-s", "stop");
            n.conf("", "");
            n.run("-s", "nonsense");
            n.run("-s", "quit");
            Files.writeString(n.site.path("logs/nginx.pid"), "3999999\n");
            n.run("-s", "quit");
            Files.delete(n.site.path("logs/nginx.pid"));
            try (ServerSocket taken = new ServerSocket(n.port, 1, InetAddress.getLoopbackAddress())) {
                n.note("taken: " + taken.isBound());
                n.run();
                n.run("-g", "daemon off;");
            }
            n.files();
            n.log("logs/error.log");
            n.log("logs/boot.log");
        });
    }

    @Test
    void stalePidFile_isOverwritten() throws Exception {
        same(n -> {
            Files.writeString(n.site.path("logs/nginx.pid"), "3999999\n");
            n.run();
            n.site.until("the pid file is its own", () -> Site.alive(n.site.pid()));
            int pid = n.named(n.site.pid());
            n.serves();
            n.run("-s", "quit");
            n.site.untilGone(pid);
            n.files();
            n.log("logs/error.log");
            n.log("logs/boot.log");
        });
    }

    @Test
    void shutdownTimeout_endsWhoIsLeft() throws Exception {
        same(n -> {
            // it ends relays alone: others go when their own time is up
            n.conf("worker_shutdown_timeout 1s;", "timeout 4s; auth_http_timeout 5s;");
            int pid = n.start();
            try (MailClient fresh = new MailClient(n.port);
                    MailClient asking = new MailClient(n.port);
                    MailClient relayed = new MailClient(n.port).login()) {
                servers.hold();
                asking.say("a LOGIN user secret");
                n.site.until("it asks", () -> servers.held() > 0);
                Site.signal("HUP", pid);
                n.note("relayed: " + relayed.hear());
                n.note("asking: " + asking.hear());
                n.note("fresh: " + fresh.hear());
            } finally {
                servers.release();
            }
            n.site.untilLogged(": exit");
            n.serves();
            Site.signal("QUIT", pid);
            n.site.untilGone(pid);
            n.log("logs/error.log");
        });
    }
}
