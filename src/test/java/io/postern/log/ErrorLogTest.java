package io.postern.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.directive.ConfFiles;
import io.postern.directive.Cycle;
import io.postern.directive.Errno;
import io.postern.directive.Launch;
import io.postern.settings.Configuration;
import io.postern.settings.ConfigurationReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a line looks like and where it goes, as nginx has it. */
class ErrorLogTest {
    private static final String HEAD = "\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d \\[%s] \\d+#\\d+: ";

    @TempDir
    Path dir;

    private final LogFiles files = new LogFiles();
    private final Stderr quiet = new Stderr();

    private Logs logs() {
        quiet.started();
        return new Logs(files, quiet, ErrorLog.boot("", quiet));
    }

    private Configuration read(String text) {
        ConfFiles only = new ConfFiles() {
            @Override
            public byte[] read(String name) {
                return text.getBytes(StandardCharsets.ISO_8859_1);
            }

            @Override
            public List<String> glob(String pattern) {
                return List.of();
            }
        };
        Launch launch = new Launch(dir + "/nginx.conf", dir + "/", "stderr", "", false, true);
        return new ConfigurationReader(List.of(new MainLogModule()), only).read(new Cycle(launch));
    }

    /** The process' logs for these directives, with d.log as the default. */
    private ErrorLog mainLog(String... directives) throws Exception {
        return mainLog(logs(), directives);
    }

    private ErrorLog mainLog(Logs logs, String... directives) throws Exception {
        StringBuilder text = new StringBuilder();
        for (String directive : directives) {
            text.append("error_log ").append(directive).append(";\n");
        }
        ErrorLog log = logs.main(
                read(text.toString()).get(MainLogModule.Settings.class).logs(),
                dir.resolve("d.log").toString());
        files.open();
        return log;
    }

    private String text(String name) throws IOException {
        return Files.readString(dir.resolve(name), StandardCharsets.ISO_8859_1);
    }

    @Test
    void line_ofAConnection_hasNumberErrnoAndContext() throws Exception {
        ErrorLog log = mainLog("a.log info");
        log.connection(7, () -> ", client: 127.0.0.1").write(Level.INFO, Errno.ETIMEDOUT, "upstream timed out");
        assertTrue(
                text("a.log")
                        .matches(HEAD.formatted("info")
                                + "\\*7 upstream timed out \\(110: Connection timed out\\), client: 127.0.0.1\n"),
                text("a.log"));
    }

    @Test
    void severalLogs_eachTakesItsLevels() throws Exception {
        ErrorLog log = mainLog("e.log", "i.log info", "c.log crit");
        log.write(Level.INFO, "one");
        log.write(Level.ERROR, "two");
        log.write(Level.ALERT, "three");
        log.write(Level.DEBUG, "four");
        assertEquals(1, text("c.log").lines().count());
        assertEquals(2, text("e.log").lines().count());
        assertEquals(3, text("i.log").lines().count());
        assertFalse(Files.exists(dir.resolve("d.log")), "a file is among the logs: no default");
    }

    @Test
    void noFileAmongTheLogs_theDefaultTakesErrors() throws Exception {
        System.setProperty("postern.debug", "true");
        ErrorLog log = mainLog("memory:32k debug");
        System.clearProperty("postern.debug");
        log.write(Level.WARN, "not this");
        log.write(Level.ERROR, "this");
        assertEquals(1, text("d.log").lines().count());
    }

    @Test
    void debuggedConnection_isWrittenWhateverTheLevel() throws Exception {
        ErrorLog log = mainLog("a.log crit");
        log.debugged(3, () -> ", client: x").write(Level.DEBUG, "seen");
        assertTrue(text("a.log").endsWith("*3 seen\n"), "no context at debug: " + text("a.log"));
    }

    @Test
    void longLine_isCutAt2048WithTheErrnoStillThere() throws Exception {
        ErrorLog log = mainLog("a.log");
        log.write(Level.ERROR, "x".repeat(5000));
        log.write(Level.ERROR, Errno.ECONNREFUSED, "y".repeat(5000));
        List<String> lines = text("a.log").lines().toList();
        assertEquals(2047, lines.get(0).length());
        assertTrue(lines.get(1).endsWith("yyy... (111: Connection refused)"), lines.get(1));
        assertEquals(
                2048 - 50 + "... (111: Connection refused)".length(),
                lines.get(1).length());
    }

    @Test
    void reopen_afterTheFileWasMoved_losesNoLine() throws Exception {
        ErrorLog log = mainLog("a.log");
        Thread[] writers = new Thread[4];
        for (int t = 0; t < writers.length; t++) {
            writers[t] = new Thread(() -> {
                for (int i = 0; i < 2000; i++) {
                    log.write(Level.ERROR, "line");
                }
            });
            writers[t].start();
        }
        for (int i = 0; i < 20; i++) {
            Files.move(dir.resolve("a.log"), dir.resolve("a.log." + i));
            files.anew(path -> {}).use();
        }
        for (Thread writer : writers) {
            writer.join();
        }
        long lines = text("a.log").lines().count();
        for (int i = 0; i < 20; i++) {
            lines += text("a.log." + i).lines().count();
        }
        assertEquals(8000, lines);
    }

    /** As for nginx's connections: each has a copy of the first log, the others are one for all. */
    @Test
    void fullDisk_silencesForASecondWhoMetItInTheFirstLog_andAllInTheNext() throws Exception {
        ErrorLog log = mainLog("a.log info", "b.log info");
        Log one = log.connection(1, () -> "");
        Log other = log.connection(2, () -> "");
        while (System.currentTimeMillis() % 1000 > 100) {
            Thread.sleep(10);
        }
        for (String name : List.of("a.log", "b.log")) {
            files.file(dir.resolve(name).toString()).replaceBy(new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    throw new IOException("No space left on device");
                }
            });
        }
        one.write(Level.INFO, "lost");
        files.anew(path -> {}).use();
        one.write(Level.INFO, "not tried");
        other.write(Level.INFO, "seen");
        long second = System.currentTimeMillis() / 1000;
        while (System.currentTimeMillis() / 1000 == second) {
            Thread.sleep(10);
        }
        one.write(Level.INFO, "later");
        assertEquals(List.of("*2 seen", "*1 later"), ends("a.log"));
        assertEquals(List.of("*1 later"), ends("b.log"));
    }

    private List<String> ends(String name) throws IOException {
        return text(name).lines().map(line -> line.substring(line.indexOf('*'))).toList();
    }

    @Test
    void noName_isStandardError() {
        assertEquals(
                List.of(new LogSpec(new LogSpec.ToStderr(), Level.INFO)),
                read("error_log \"\" info;\n").get(MainLogModule.Settings.class).logs());
    }

    @Test
    void bytes_goThroughAsTheyAre() throws Exception {
        ErrorLog log = mainLog("a.log");
        log.write(Level.ERROR, "login: \"\u00c3\u00a9\u0001\"");
        assertTrue(text("a.log").endsWith("login: \"\u00c3\u00a9\u0001\"\n"));
    }

    @Test
    void syslog_overUdp_hasPriorityHostAndTag() throws Exception {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(5000);
            String target = "syslog:server=127.0.0.1:" + server.getLocalPort() + ",facility=mail,tag=postern";
            Logs logs = logs();
            ErrorLog log = mainLog(logs, target + " info", target + ",nohostname notice");
            log.write(Level.NOTICE, "hello");
            String day = "[A-Z][a-z]{2} [ 1-3]\\d \\d\\d:\\d\\d:\\d\\d ";
            String line = HEAD.formatted("notice") + "hello";
            List<String> got = new ArrayList<>(List.of(receive(server), receive(server)));
            assertTrue(got.get(0).matches("<21>" + day + "\\S+ postern: " + line), got.get(0));
            assertTrue(got.get(1).matches("<21>" + day + "postern: " + line), got.get(1));
            logs.close();
        }
    }

    private static String receive(DatagramSocket server) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        server.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void syslog_withoutServer_isReportedToTheOtherLogs() throws Exception {
        String socket = "unix:" + dir.resolve("none");
        ErrorLog log = mainLog("syslog:server=" + socket + " info", "a.log");
        log.write(Level.ERROR, "hello");
        String text = text("a.log");
        assertTrue(
                text.matches(
                        "(?s)" + HEAD.formatted("alert") + "connect\\(\\) failed \\(2: No such file or directory\\)"
                                + " while logging to syslog, server: " + socket + "\n.*hello\n"),
                text);
    }

    /** Each tells the other of its failure, on both threads at a time. */
    @Test
    void twoSyslogServersGone_threadsDoNotWaitForEachOther() throws Exception {
        ErrorLog log = mainLog(
                "syslog:server=unix:" + dir.resolve("one"), "syslog:server=unix:" + dir.resolve("other"), "a.log");
        Thread[] writers = new Thread[4];
        for (int t = 0; t < writers.length; t++) {
            writers[t] = new Thread(() -> {
                for (int i = 0; i < 500; i++) {
                    log.write(Level.ERROR, "line");
                }
            });
            writers[t].setDaemon(true);
            writers[t].start();
        }
        for (Thread writer : writers) {
            writer.join(20_000);
            assertFalse(writer.isAlive());
        }
        assertEquals(2000, text("a.log").lines().filter(l -> l.endsWith("line")).count());
    }

    @Test
    void memory_isARing() {
        MemoryOutput ring = new MemoryOutput(3000, "x:1");
        byte[] line = "0123456789\n".getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 1000; i++) {
            ring.write(Level.INFO, line, line.length);
        }
        assertEquals(3000, ring.text().length());
        assertTrue(ring.text().startsWith("MEMLOG 3000 x:1\n"));
    }

    @Test
    void directive_errorsAreNginxs() {
        assertInvalid("invalid log level \"loud\"", "a.log loud");
        assertInvalid("duplicate log level \"warn\"", "a.log info warn");
        assertInvalid("invalid log level \"debug_mail\"", "a.log info debug_mail");
        assertInvalid("no syslog server specified", "syslog:facility=mail");
        assertInvalid("duplicate syslog \"tag\"", "syslog:server=127.0.0.1,tag=a,tag=b");
        assertInvalid("syslog tag length exceeds 32", "syslog:server=127.0.0.1,tag=" + "a".repeat(33));
        assertInvalid(
                "syslog \"tag\" only allows alphanumeric characters and underscore", "syslog:server=127.0.0.1,tag=a-b");
        assertInvalid("unknown syslog facility \"none\"", "syslog:server=127.0.0.1,facility=none");
        assertInvalid("unknown syslog severity \"loud\"", "syslog:server=127.0.0.1,severity=loud");
        assertInvalid("unknown syslog parameter \"what\"", "syslog:server=127.0.0.1,what");
    }

    private void assertInvalid(String message, String directive) {
        Configuration read = read("error_log " + directive + ";\n");
        assertEquals(
                List.of(message + " in " + dir + "/nginx.conf:1"),
                read.findings().stream().map(f -> f.line()).toList());
    }

    @Test
    void errno_isFoundInTheJdksMessages() {
        assertEquals(Errno.ECONNREFUSED, Errno.of(new IOException("Connection refused")));
        assertEquals(Errno.EACCES, Errno.of(new java.io.FileNotFoundException("/x/y (Permission denied)")));
        assertEquals(
                Errno.EADDRINUSE, Errno.of(new IOException("bind(..) failed with error(-98): Address already in use")));
        assertEquals(
                " (40: Too many levels of symbolic links)",
                Errno.form(Errno.of(new java.nio.file.FileSystemException(
                        "/x",
                        null,
                        "Too many levels of symbolic links or unable to access attributes of symbolic link"))));
        assertEquals(0, Errno.of(new IOException("something else")));
        assertEquals(" (110: Connection timed out)", Errno.form(110));
    }
}
