package io.postern.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.postern.side.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code -t} does beyond nginx, as a person and as a build pipeline use it; every byte of it. The expected texts stand in the
 * resources; with -Dwrite.expected they are written anew, to be read before they are committed.
 */
class CheckIT {
    private static final Path EXPECTED = Path.of("src/test/resources/io/postern/cli");

    @TempDir
    Path folder;

    @BeforeEach
    void samples() throws IOException {
        assumeTrue(Files.exists(Path.of("target/postern.jar")), "target/postern.jar is not built");
        Files.createDirectories(folder.resolve("logs"));
        for (String name : List.of("bad.conf", "lint.conf")) {
            Files.copy(EXPECTED.resolve(name), folder.resolve(name));
        }
    }

    private Run run(String... arguments) throws Exception {
        return Run.postern(
                folder,
                Stream.concat(Stream.of("-p", folder + "/", "-e", "stderr"), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private void assertExpected(String name, String text) throws IOException {
        String seen = Run.plain(text)
                .replace(folder.toString(), "@FOLDER@")
                .replaceAll(
                        "\"version\": \"\\d+\\.\\d+\\.[^\"]*\",\n(\\s+)\"rules\"",
                        "\"version\": \"@OWN@\",\n$1\"rules\"");
        Path file = EXPECTED.resolve(name);
        if (Boolean.getBoolean("write.expected")) {
            Files.writeString(file, seen, ISO_8859_1);
        }
        assertEquals(Files.readString(file, ISO_8859_1), seen);
    }

    @Test
    void allErrors_areTold_inNginxsForm() throws Exception {
        Run run = run("--check", "-c", "bad.conf");
        assertEquals(1, run.status());
        assertEquals("", run.out());
        assertExpected("bad.txt", run.err());
    }

    @Test
    void check_opensNoLog() throws Exception {
        Run run = Run.postern(
                folder, "-p", folder + "/", "-e", folder + "/nowhere/error.log", "--check", "-c", "lint.conf");
        assertEquals(0, run.status());
        assertFalse(run.err().contains("[alert]"), run.err());
    }

    @Test
    void explain_showsLineCaretAndHint() throws Exception {
        assertExpected(
                "bad-explained.txt",
                run("--check", "--explain", "-c", "bad.conf").err());
    }

    @Test
    void terminal_getsExplanations_asWithExplain() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/python3")), "python3, which gives a terminal, is not installed");
        Run run = Run.of(
                folder,
                Terminal.on(List.of(Run.launcher(), "--check", "-p", folder + "/", "-e", "stderr", "-c", "bad.conf")));
        assertEquals(1, run.status());
        String text = run.out().replace("\r\n", "\n");
        assertTrue(
                text.contains(Files.readString(EXPECTED.resolve("bad-explained.txt"), ISO_8859_1)
                        .replace("@FOLDER@", folder.toString())
                        .replaceFirst("(?s)TIME (\\[\\w+]) PID: .*", "")),
                text);
        assertTrue(text.contains("      hint: did you mean \"worker_connections\"?"), text);
    }

    @Test
    void json_isOneObject() throws Exception {
        Run run = run("--check", "--lint", "--format", "json", "-c", "bad.conf");
        assertEquals(1, run.status());
        assertEquals("", run.err());
        assertExpected("bad.json", run.out());
    }

    @Test
    void sarif_hasRulesPlacesAndLevels() throws Exception {
        Run run = run("--check", "--lint", "--format=sarif", "-c", "lint.conf");
        assertEquals(0, run.status());
        assertEquals("", run.err());
        assertExpected("lint.sarif", run.out());
    }

    @Test
    void lint_tellsPitfalls_behindNginxsVerdict() throws Exception {
        Run run = run("--check", "--lint", "-c", "lint.conf");
        assertEquals(0, run.status());
        assertExpected("lint.txt", run.err());
    }

    @Test
    void explainConfig_saysWhereEachValueComesFrom() throws Exception {
        Run run = run("--explain-config", "--check", "-q", "-c", "lint.conf");
        assertEquals(0, run.status());
        assertEquals("", run.err());
        assertTrue(run.out()
                .contains("\n    timeout                      60s                                      default\n"));
        // the others' defaults grow with every directive
        assertExpected(
                "lint-servers.txt",
                run.out().lines().filter(line -> !line.endsWith(" default")).collect(joining("\n", "", "\n")));
    }

    @Test
    void explainConfig_ofOneServer_byNumberOrAddress() throws Exception {
        String second =
                run("--check", "-q", "-c", "lint.conf", "--explain-config", "2").out();
        assertEquals(
                second,
                run("--check", "-q", "--explain-config=21602", "-c", "lint.conf")
                        .out());
        Files.writeString(folder.resolve("port.conf"), """
                events { }
                mail {
                    auth_http 127.0.0.1:9;
                    server { listen 127.0.0.1:21611; protocol imap; }
                    server { listen [::1]:21612; protocol pop3; }
                }
                """);
        assertTrue(run("--check", "-q", "--explain-config", "21612", "-c", "port.conf")
                .out()
                .startsWith("server 2, pop3, in "));
        assertTrue(second.startsWith("server 2, smtp, in " + folder + "/lint.conf:17\n"), second);
        assertFalse(second.contains("server 3"), second);
        assertEquals(
                "no such mail server\n",
                run("--check", "-q", "--explain-config", "9", "-c", "lint.conf").out());
    }

    /** What stands outside of mail{} and is in force all the same, and the machine's name where no other is given. */
    @Test
    void explainConfig_tellsWhatComesFromFurtherOut() throws Exception {
        Files.writeString(folder.resolve("outer.conf"), """
                error_log logs/all.log notice;
                events { }
                mail {
                    auth_http 127.0.0.1:9;
                    server { listen 127.0.0.1:21611; protocol imap; }
                    server { listen 127.0.0.1:21612; protocol pop3; error_log logs/own.log; server_name a.example; }
                }
                """);
        String out =
                run("--check", "-q", "--explain-config", "-c", "outer.conf").out();
        String where = folder + "/outer.conf:";
        assertTrue(out.matches("(?s).*\n    error_log +logs/all.log notice +main " + where + "1\n.*"), out);
        assertTrue(out.matches("(?s).*\n    error_log +logs/own.log +server " + where + "6\n.*"), out);
        assertTrue(out.matches("(?s).*\n    server_name +[^ ]+ +default\n.*"), out);
        assertTrue(out.matches("(?s).*\n    server_name +a.example +server " + where + "6\n.*"), out);
    }

    @Test
    void strict_turnsWarningsIntoAnExitStatus() throws Exception {
        assertEquals(2, run("--check", "--lint", "--strict", "-c", "lint.conf").status());
        Files.writeString(folder.resolve("clean.conf"), "events {}\n");
        assertEquals(0, run("--check", "--lint", "--strict", "-c", "clean.conf").status());
        assertEquals(1, run("--check", "--lint", "--strict", "-c", "bad.conf").status());
    }

    @Test
    void rulesLeftOut_areSilent() throws Exception {
        String all = run("--check", "--lint", "-c", "lint.conf").err();
        String some = run(
                        "--check",
                        "--lint",
                        "--no-lint",
                        "weak-cipher,endless-reload",
                        "--no-lint=open-relay",
                        "-c",
                        "lint.conf")
                .err();
        assertEquals(
                all.lines()
                        .filter(l -> !l.matches(".*\\((weak-cipher|endless-reload|open-relay)\\)"))
                        .toList(),
                some.lines().toList());
    }

    @Test
    void wrongOptions_areRefusedInNginxsForm() throws Exception {
        for (String[] wrong : new String[][] {
            {"--checkk", "invalid option: \"-\""},
            {"--", "invalid option: \"-\""},
            {"--format=xml", "invalid option: \"--format xml\""},
            {"--format", "option \"--format\" requires parameter"},
            {"--no-lint=nothing", "invalid option: \"--no-lint nothing\""},
        }) {
            Run run = run("-t", "-c", "lint.conf", wrong[0]);
            assertEquals("1 nginx: " + wrong[1] + "\n", run.status() + " " + run.err(), wrong[0]);
        }
    }

    /** No root, no sockets, no DNS, no users, no certificate files: only configuration files are opened. */
    @Test
    void check_needsNothingButTheText() throws Exception {
        Files.writeString(folder.resolve("bare.conf"), """
                user nobody_of_this_name;
                pid /no/such/folder/pid;
                error_log /no/such/folder/log;
                events {}
                mail {
                    auth_http no-such-host.invalid:9/auth;
                    resolver no-such-host.invalid;
                    ssl_dhparam no.pem;
                    ssl_crl no.pem;
                    ssl_client_certificate no.pem;
                    ssl_password_file no.pass;
                    ssl_session_ticket_key no.key;
                    set_real_ip_from no-such-host.invalid;
                    server {
                        listen 192.0.2.1:1 ssl;
                        protocol imap;
                        ssl_certificate no.pem;
                        ssl_certificate_key no.key;
                        ssl_verify_client on;
                    }
                }
                """);
        Run run = run("--check", "-c", "bare.conf");
        assertEquals(
                "nginx: the configuration file " + folder + "/bare.conf syntax is ok\n" + "nginx: configuration file "
                        + folder + "/bare.conf test is successful\n",
                run.err());
        assertEquals(0, run.status());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    List.of("bad.conf", "bare.conf", "lint.conf", "logs"),
                    files.map(f -> f.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void dump_printsEveryFileOnce_asNginxDoes() throws Exception {
        Files.writeString(folder.resolve("part.conf"), "worker_processes 1;\n");
        Files.writeString(folder.resolve("whole.conf"), "include part.conf;\npid logs/p;\nevents {}");
        Run run = run("-T", "-q", "-c", "whole.conf");
        assertEquals("", run.err());
        assertEquals(
                "# configuration file " + folder + "/whole.conf:\ninclude part.conf;\npid logs/p;\nevents {}\n"
                        + "# configuration file " + folder + "/part.conf:\nworker_processes 1;\n\n",
                run.out());
    }

    /** -t in a pipe speaks as nginx does; who starts it, or asks, learns what BoringSSL lacks. */
    @Test
    void whatOurTlsLacks_isSaidAtStart_andNotInAPipe() throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.writeString(folder.resolve("cert.pem"), bundle.getCertificatePathPEM());
        Files.writeString(folder.resolve("key.pem"), bundle.getPrivateKeyPEM());
        String conf = """
                daemon off;
                error_log stderr;
                pid logs/pid;
                events {}
                mail {
                    auth_http 127.0.0.1:9;
                    ssl_certificate cert.pem;
                    ssl_certificate_key key.pem;
                    ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:DHE-RSA-AES128-GCM-SHA256;
                    server { listen %s ssl; protocol imap; }
                }
                """;
        Files.writeString(folder.resolve("tls.conf"), conf.formatted("127.0.0.1:21631"));
        String verdict = "nginx: the configuration file " + folder
                + "/tls.conf syntax is ok\nnginx: configuration file " + folder + "/tls.conf test is successful\n";
        String lacks = "[warn] ciphers DHE-RSA-AES128-GCM-SHA256 are not supported by BoringSSL, ignored\n";
        assertEquals(verdict, run("-t", "-c", "tls.conf").err());
        assertEquals(
                verdict + "postern: " + lacks,
                run("-t", "--explain", "-c", "tls.conf").err());
        assertTrue(run("-t", "--format=json", "-c", "tls.conf")
                .out()
                .contains(lacks.substring(7).strip()));
        // an address that nobody here has: it starts, says so, and ends
        Files.writeString(folder.resolve("tls.conf"), conf.formatted("192.0.2.1:21631"));
        Run start = run("-c", "tls.conf");
        assertEquals(1, start.status());
        assertTrue(start.err().contains(" [warn] ") && start.err().contains(lacks.substring(7)), start.err());
    }
}
