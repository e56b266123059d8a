package io.postern.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.side.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The signals that operators and their scripts send, with sessions in hand. */
class SignalsIT {
    @TempDir
    Path dir;

    private FakeMailServers servers;
    private Site site;
    private int port;

    @BeforeEach
    void open() throws Exception {
        Site.assumePackaged();
        servers = new FakeMailServers();
        site = new Site(dir);
        port = Site.freePort();
        site.conf(conf("", port));
    }

    @AfterEach
    void close() throws Exception {
        if (site != null) {
            site.close();
            servers.close();
        }
    }

    private String conf(String main, int... ports) {
        StringBuilder listens = new StringBuilder();
        for (int p : ports) {
            listens.append("server { listen 127.0.0.1:").append(p).append("; protocol imap; }\n");
        }
        return """
                error_log logs/error.log info;
                %s
                events { worker_connections 4096; }
                mail { auth_http 127.0.0.1:%d; server_name localhost;
                %s }
                """.formatted(main, servers.authPort(), listens);
    }

    @Test
    void reload_opensAndClosesByDifference_andKeepsSessionsOfEveryStage() throws Exception {
        int second = Site.freePort();
        int third = Site.freePort();
        site.conf(conf("", port, second));
        assertEquals(0, site.run(), site::output);
        try (MailClient fresh = new MailClient(port);
                MailClient asking = new MailClient(port);
                MailClient relayed = new MailClient(second).login()) {
            servers.thinking = 1500;
            asking.say("a LOGIN user secret");
            site.conf(conf("", port, third));
            assertEquals(0, site.run("-s", "reload"), site::output);
            site.untilLogged("gracefully shutting down");
            new MailClient(port).close();
            new MailClient(third).close();
            assertThrows(IOException.class, () -> new MailClient(second), "the second port is closed");
            asking.expect("a OK logged in");
            servers.thinking = 0;
            asking.noop();
            fresh.login().noop();
            relayed.noop();
        }
        site.untilLogged("exiting");
    }

    @Test
    void reloadOfABadFile_isRefused_andTheOldOneGoesOn() throws Exception {
        assertEquals(0, site.run(), site::output);
        site.conf(conf("worker_processes none;", port));
        site.signal("HUP");
        site.untilLogged("[emerg]");
        assertTrue(
                site.log()
                        .contains(
                                "\"worker_processes\" directive invalid value in " + site.path("nginx.conf") + ":2\n"),
                site::log);
        new MailClient(port).login().close();
    }

    @Test
    void reloadWithAPortInUse_isRefused_andTheOldOneGoesOn() throws Exception {
        assertEquals(0, site.run(), site::output);
        site.conf(conf("", port, servers.authPort()));
        site.signal("HUP");
        site.untilLogged("still could not bind()");
        new MailClient(port).login().close();
    }

    @Test
    void reloadsUnderLoad_loseNobody() throws Exception {
        assertEquals(0, site.run(), site::output);
        List<MailClient> sessions = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sessions.add(new MailClient(port).login());
        }
        for (int i = 0; i < 30; i++) {
            site.signal("HUP");
            new MailClient(port).login().close();
            sessions.get(i).noop();
        }
        for (MailClient session : sessions) {
            session.noop();
            session.close();
        }
        assertFalse(site.log().contains("[alert]"), site::log);
    }

    @Test
    void shutdownTimeout_endsOldSessions() throws Exception {
        site.conf(conf("worker_shutdown_timeout 500ms;", port));
        assertEquals(0, site.run(), site::output);
        try (MailClient relayed = new MailClient(port).login()) {
            site.signal("HUP");
            assertTrue(relayed.ended());
        }
        site.untilLogged("shutdown timeout");
    }

    @Test
    void quit_waitsForSessions() throws Exception {
        assertEquals(0, site.run(), site::output);
        int pid = site.pid();
        try (MailClient relayed = new MailClient(port).login()) {
            site.signal("QUIT");
            site.untilLogged("gracefully shutting down");
            assertThrows(IOException.class, () -> new MailClient(port), "nobody listens any more");
            relayed.noop();
            assertTrue(Site.alive(pid));
        }
        site.untilGone(pid);
        assertFalse(Files.exists(site.path("logs/nginx.pid")));
    }

    /** Signals that nginx takes for itself or ignores: whoever sends one by mistake ends nothing. */
    @Test
    void otherSignals_areSaidOrIgnored() throws Exception {
        assertEquals(0, site.run(), site::output);
        try (MailClient relayed = new MailClient(port).login()) {
            site.signal("SYS");
            site.signal("PIPE");
            site.signal("ALRM");
            site.untilLogged("signal 14 (SIGALRM) received from ");
            site.signal("IO");
            site.untilLogged("signal 29 (SIGIO) received from ");
            relayed.noop();
        }
        new MailClient(port).login().close();
    }

    /** As whoever started us ignored SIGCHLD and left a child behind: ends of children are noticed, and none stays a zombie. */
    @Test
    void childrenThatEnd_areNoticed() throws Exception {
        String launcher = Path.of("bin/postern").toAbsolutePath().toString();
        String child =
                "(for i in $(seq 600); do [ -s " + dir.resolve("logs/nginx.pid") + " ] && break; sleep 0.1; done)";
        try (Site site = new Site(dir, "sh", "-c", "trap '' CHLD; " + child + " & exec \"$@\"", "sh", launcher)) {
            site.foreground();
            int pid = site.pid();
            site.untilLogged("start worker processes");
            site.conf("nonsense;");
            site.signal("USR2");
            site.untilLogged("new binary process ");
            site.until("the old name is back", () -> site.pid() == pid);
            site.untilLogged(" exited with code 1");
            Path children = Path.of("/proc/" + pid + "/task/" + pid + "/children");
            site.until("nobody is left", () -> read(children).isBlank());
            assertTrue(site.log().matches("(?s).*unknown process \\d+ exited with code 0\n.*"), site::log);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void term_doesNotWait() throws Exception {
        assertEquals(0, site.run(), site::output);
        int pid = site.pid();
        try (MailClient relayed = new MailClient(port).login()) {
            site.signal("TERM");
            assertTrue(relayed.ended());
        }
        site.untilGone(pid);
    }

    @Test
    void quit_ofALoneProcess_waitsForNobody() throws Exception {
        site.conf(conf("master_process off;", port));
        assertEquals(0, site.run(), site::output);
        int pid = site.pid();
        try (MailClient relayed = new MailClient(port).login()) {
            site.signal("QUIT");
            assertTrue(relayed.ended());
        }
        site.untilGone(pid);
    }

    @Test
    void usr1_writesToANewFile() throws Exception {
        assertEquals(0, site.run(), site::output);
        Files.move(site.path("logs/error.log"), site.path("logs/error.log.1"));
        new MailClient(port).close();
        assertFalse(Files.exists(site.path("logs/error.log")));
        site.signal("USR1");
        site.until("the log is there anew", () -> Files.exists(site.path("logs/error.log")));
        // there is a moment in which the file exists and the lines still go to the old one
        site.until("the new one has a client's line", () -> {
            visit();
            return site.log().contains("connected to");
        });
        assertTrue(Files.readString(site.path("logs/error.log.1")).contains("reopening logs"));
    }

    private void visit() {
        try {
            new MailClient(port).close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** As under nohup(1); with what bin/postern does for signals, and without. */
    @ParameterizedTest
    @MethodSource("commands")
    void hup_ignoredByWhoStartsUs_isTaken(List<String> command) throws Exception {
        List<String> ignoring = new ArrayList<>(List.of("sh", "-c", "trap '' HUP; exec \"$@\"", "sh"));
        ignoring.addAll(command);
        try (Site nohup = new Site(dir, ignoring.toArray(String[]::new))) {
            nohup.foreground();
            nohup.signal("HUP");
            nohup.untilLogged("reconfiguring");
        }
    }

    static Stream<List<String>> commands() {
        return Stream.of(
                List.of(Path.of("bin/postern").toAbsolutePath().toString()),
                Program.postern().command());
    }

    @Test
    void usr2_startsANewBinary_andBothServe() throws Exception {
        assertEquals(0, site.run(), site::output);
        int old = site.pid();
        try (MailClient relayed = new MailClient(port).login()) {
            site.signal("USR2");
            site.until("a new pid file", () -> site.pid() != old && Site.alive(site.pid()));
            assertEquals(old, site.pidIn("logs/nginx.pid.oldbin"));
            site.untilLogged("start new binary process " + site.pid());
            site.until("the new one serves", () -> serves("#" + site.pid()));
            Site.signal("QUIT", old);
            relayed.noop();
            new MailClient(port).login().close();
        }
        site.untilGone(old);
        assertTrue(Site.alive(site.pid()));
        assertFalse(Files.exists(site.path("logs/nginx.pid.oldbin")));
    }

    @Test
    void usr2_backedOut_givesTheNameBack() throws Exception {
        assertEquals(0, site.run(), site::output);
        int old = site.pid();
        site.signal("USR2");
        site.until("a new pid file", () -> site.pid() > 0 && site.pid() != old && Site.alive(site.pid()));
        int fresh = site.pid();
        site.until("the new one serves", () -> serves("#" + fresh));
        Site.signal("WINCH", old);
        site.untilLogged("gracefully shutting down");
        for (int i = 0; i < 5; i++) {
            new MailClient(port).close();
        }
        Site.signal("HUP", old);
        site.untilLogged(old + "#" + old + ": signal 1 (SIGHUP)");
        Site.signal("TERM", fresh);
        site.untilGone(fresh);
        site.until("the old name is back", () -> site.pid() == old);
        for (int i = 0; i < 5; i++) {
            new MailClient(port).login().close();
        }
        site.untilLogged("new binary process " + fresh + " exited with code 0");
    }

    /** Whether this process takes some of many connections. */
    private boolean serves(String pid) {
        try {
            new MailClient(port).close();
        } catch (IOException e) {
            return false;
        }
        return site.log().lines().anyMatch(l -> l.contains(pid) && l.contains("connected to"));
    }
}
