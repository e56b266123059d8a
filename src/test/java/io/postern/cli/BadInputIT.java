package io.postern.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that no hand writes, given to the program: nginx's words, and never a stack trace. */
class BadInputIT {
    private static final String EVENTS = "events {}\n";

    @TempDir
    Path folder;

    @BeforeEach
    void packaged() throws IOException {
        assumeTrue(Files.exists(Path.of("target/postern.jar")), "target/postern.jar is not built");
        Files.createDirectories(folder.resolve("logs"));
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text, ISO_8859_1);
    }

    private String test(String name) throws Exception {
        return said(Run.postern(folder, "-t", "-p", folder + "/", "-e", "stderr", "-c", name));
    }

    private String test(String heap, String name) throws Exception {
        return said(Run.of(
                folder,
                List.of(
                        "env",
                        "POSTERN_JAVA_OPTS=" + heap,
                        Run.launcher(),
                        "-t",
                        "-p",
                        folder + "/",
                        "-e",
                        "stderr",
                        "-c",
                        name)));
    }

    private String said(Run run) {
        assertEquals("", run.out());
        String text = Run.plain(run.err());
        assertFalse(text.contains("Exception") || text.contains("\tat "), text);
        assertEquals(text.contains("test is successful") ? 0 : 1, run.status());
        return text.replace(folder.toString(), "@").replaceAll("TIME | PID:", "");
    }

    private static String passed(String name) {
        return "nginx: the configuration file @/" + name + " syntax is ok\nnginx: configuration file @/" + name
                + " test is successful\n";
    }

    private static String failed(String line, String name) {
        return line + "\nnginx: configuration file @/" + name + " test failed\n";
    }

    @Test
    void missingFile() throws Exception {
        assertEquals(
                failed("[emerg] open() \"@/no.conf\" failed (2: No such file or directory)", "no.conf"),
                test("no.conf"));
    }

    @Test
    void folder_isNoFile_norIsAnIncludedOne() throws Exception {
        assertEquals(failed("[crit] pread() \"@/logs\" failed (21: Is a directory)", "logs"), test("logs"));
        write("includes.conf", "include logs;\n" + EVENTS);
        assertEquals(
                failed("[crit] pread() \"@/logs\" failed (21: Is a directory)", "includes.conf"),
                test("includes.conf"));
    }

    @Test
    void unreadableFile_ofAnotherUser() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "this needs root");
        assumeTrue(Files.exists(Path.of("/usr/bin/setpriv")), "setpriv is not installed");
        List<String> nobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        write("secret.conf", EVENTS);
        Files.setPosixFilePermissions(folder.resolve("secret.conf"), PosixFilePermissions.fromString("rw-------"));
        List<String> command = new ArrayList<>(nobody);
        command.addAll(List.of(
                "test", "-r", Path.of("target/postern.jar").toAbsolutePath().toString()));
        assumeTrue(Run.of(folder, command).status() == 0, "nobody else can read target/postern.jar");
        command = new ArrayList<>(nobody);
        command.addAll(List.of(Run.launcher(), "-t", "-p", folder + "/", "-e", "stderr", "-c", "secret.conf"));
        assertEquals(
                failed("[emerg] open() \"@/secret.conf\" failed (13: Permission denied)", "secret.conf"),
                said(Run.of(folder, command)));
    }

    /** The kernel makes these up: as many bytes are read as stat(2) says, here none. */
    @Test
    void fileWithoutSize_isEmpty() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/self/environ")), "no /proc");
        write("includes.conf", "include /proc/self/environ;\ninclude /proc;\n" + EVENTS);
        assertEquals(passed("includes.conf"), test("includes.conf"));
    }

    @Test
    void fileShorterThanItsSize() throws Exception {
        Path odd = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
        assumeTrue(Files.isReadable(odd) && Files.size(odd) == 4096, "no such file here");
        write("includes.conf", "include " + odd + ";\n" + EVENTS);
        assertEquals(
                failed(
                        "[emerg] pread() returned only " + Files.readAllBytes(odd).length + " bytes instead of 4096 in "
                                + odd + ":1",
                        "includes.conf"),
                test("includes.conf"));
    }

    @Test
    void pipe_thatNobodyWritesTo_isEmpty() throws Exception {
        assumeTrue(Run.of(folder, List.of("mkfifo", folder + "/pipe")).status() == 0, "mkfifo is not installed");
        assertEquals(
                failed(
                        "nginx: the configuration file @/pipe syntax is ok\n[emerg] no \"events\" section in configuration",
                        "pipe"),
                test("pipe"));
    }

    @Test
    void anyBytes_areAnError() throws Exception {
        Random random = new Random(5);
        String noise = random.ints(200_000, 0, 256)
                .mapToObj(b -> Character.toString((char) b))
                .collect(Collectors.joining());
        write("noise.conf", noise);
        assertTrue(test("noise.conf").startsWith("[emerg] unknown directive "));
        write("zeros.conf", EVENTS + "\0".repeat(5000));
        assertEquals(
                failed(
                                "[emerg] too long parameter \"" + "\0".repeat(10) + "...\" started in @/zeros.conf:2",
                                "zeros.conf")
                        .replace("\0", ""),
                test("zeros.conf").replace("\0", ""));
        write("few-zeros.conf", "\0".repeat(50));
        assertEquals(
                failed(
                        "[emerg] unexpected end of file, expecting \";\" or \"}\" in @/few-zeros.conf:1",
                        "few-zeros.conf"),
                test("few-zeros.conf"));
    }

    @Test
    void fiftyMegabytes() throws Exception {
        String line = "# a line that says nothing at all, again and again\n";
        write("comments.conf", EVENTS + line.repeat(50 * 1024 * 1024 / line.length()));
        assertEquals(passed("comments.conf"), test("comments.conf"));
        write("word.conf", EVENTS + "x".repeat(50 * 1024 * 1024));
        assertEquals(
                failed("[emerg] too long parameter \"xxxxxxxxxx...\" started in @/word.conf:2", "word.conf"),
                test("word.conf"));
        write("quote.conf", EVENTS + "pid \"" + "x\n".repeat(25 * 1024 * 1024));
        assertEquals(
                failed(
                        "[emerg] too long parameter, probably missing terminating \"\"\" character in @/quote.conf:2",
                        "quote.conf"),
                test("quote.conf"));
    }

    @Test
    void tenThousandBlocksDeep() throws Exception {
        write("deep.conf", EVENTS + "http { server {\n" + "location /a {\n".repeat(10_000) + "}".repeat(10_002));
        assertEquals(passed("deep.conf"), test("deep.conf"));
        write("open.conf", EVENTS + "http { server {\n" + "location /a {\n".repeat(10_000));
        assertEquals(
                failed("[emerg] unexpected end of file, expecting \"}\" in @/open.conf:10003", "open.conf"),
                test("open.conf"));
        write("mail.conf", EVENTS + "mail {\n".repeat(10_000) + "}".repeat(10_000));
        assertTrue(test("mail.conf").startsWith("[emerg] \"mail\" directive is not allowed here in @/mail.conf:3\n"));
    }

    @Test
    void fileThatIncludesItself() throws Exception {
        write("self.conf", "include self.conf;\n");
        assertEquals(
                failed("[emerg] open() \"@/self.conf\" failed (24: Too many open files) in @/self.conf:1", "self.conf"),
                test("self.conf"));
        write("a.conf", EVENTS + "http { include b.conf; }\n");
        write("b.conf", "server { include b.conf; }\n");
        assertEquals(
                failed("[emerg] \"server\" directive is not allowed here in @/b.conf:1", "a.conf"), test("a.conf"));
    }

    @Test
    void threeThousandIncludes() throws Exception {
        for (int i = 0; i < 3000; i++) {
            write(String.format("parts/%04d.conf", i), "env A" + i + ";\n");
        }
        write("mask.conf", "include parts/*.conf;\n" + EVENTS);
        assertEquals(passed("mask.conf"), test("mask.conf"));
        write(
                "each.conf",
                IntStream.range(0, 3000)
                                .mapToObj(i -> String.format("include parts/%04d.conf;\n", i))
                                .collect(Collectors.joining())
                        + EVENTS);
        assertEquals(passed("each.conf"), test("each.conf"));
    }

    /** Each repetition of such a directive sees those before it: what that takes must not grow with the square. */
    @Test
    void fortyThousandRepetitions_inOneBlock_fitIntoLittleMemory() throws Exception {
        write(
                "long.conf",
                EVENTS + "mail { auth_http 127.0.0.1:9/;\n"
                        + IntStream.range(0, 20_000)
                                .mapToObj(i -> "set_real_ip_from 10.0.0.0/8; auth_http_header X-" + i + " y;\n")
                                .collect(Collectors.joining())
                        + "}\n");
        assertEquals(passed("long.conf"), test("-Xmx128m", "long.conf"));
    }

    @Test
    void tooLittleMemory_isSaid() throws Exception {
        write("large.conf", EVENTS + "env A;\n".repeat(400_000));
        assertEquals(
                "nginx: [emerg] the configuration needs more memory than the JVM may use (-Xmx)\n",
                test("-Xmx16m", "large.conf"));
    }
}
