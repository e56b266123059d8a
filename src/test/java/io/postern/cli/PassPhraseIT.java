package io.postern.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.side.Program;
import io.postern.side.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An encrypted key without ssl_password_file: both programs ask for its pass phrase, at a terminal or on standard input. */
class PassPhraseIT {
    /** Pipes an answer into a command that has no terminal, as printf writes it. */
    private static final String PIPED = "printf \"$0\" | setsid -w \"$@\" 2>&1";

    @TempDir
    Path folder;

    private String program;

    @BeforeEach
    void key() throws Exception {
        assumeTrue(Files.exists(Path.of("target/postern.jar")), "target/postern.jar is not built");
        Program nginx = Program.nginx().orElse(null);
        assumeTrue(nginx != null, "no nginx with mail");
        assumeTrue(nginx.isAtLeast("1.27.2"), "nginx before 1.27.2 asks for each server anew");
        program = nginx.command().get(0);
        assumeTrue(
                Run.of(folder, List.of("sh", "-c", "command -v python3 openssl stty"))
                                .status()
                        == 0,
                "no python3");
        Files.createDirectories(folder.resolve("logs"));
        Run.of(
                folder,
                List.of(
                        "sh",
                        "-c",
                        "openssl req -x509 -newkey rsa:2048 -keyout a.key -out a.crt -passout pass:secret"
                                + " -subj /CN=a && openssl rsa -in a.key -passin pass:secret -out old.key -aes128 -traditional"
                                + " -passout pass:secret"));
        for (String key : List.of("a", "old")) {
            Files.writeString(
                    folder.resolve(key + ".conf"),
                    nginx.preamble()
                            + "pid logs/nginx.pid; error_log stderr; events { } mail { auth_http 127.0.0.1:1; ssl_certificate"
                            + " a.crt; ssl_certificate_key " + key + ".key; server { listen unix:" + folder
                            + "/a ssl; protocol imap; } server { listen unix:" + folder + "/b ssl; protocol pop3; } }",
                    ISO_8859_1);
        }
    }

    private String said(String program, String where, String answers, String conf) throws Exception {
        List<String> command = List.of(program, "-t", "-p", folder + "/", "-c", conf);
        List<String> piped = new ArrayList<>(List.of("sh", "-c", PIPED, answers));
        piped.addAll(command);
        Run run = Run.of(folder, where.equals("tty") ? Terminal.answering(answers, command) : piped);
        return run.status() + " " + Run.plain(run.out()).replaceAll("\\(SSL: [^)]*\\)", "(SSL)");
    }

    private void compare(String where, String answers, String conf) throws Exception {
        String theirs = said(program, where, answers, conf);
        String ours = said(Run.launcher(), where, answers, conf);
        assertEquals(theirs, ours, where + " " + answers + " " + conf);
    }

    @Test
    void phrase_atATerminal_isAskedForOnceAndHidden() throws Exception {
        compare("tty", "secret\\n", "a.conf");
        compare("tty", "wrong\\n", "a.conf");
        compare("tty", "secret\\n", "old.conf");
    }

    /** The end of input; ^C is another matter: OpenSSL may be hit by it before it reads, and then waits on. */
    @Test
    void silenceAtATerminal_isAskedTwice() throws Exception {
        compare("tty", "\\x04", "a.conf");
        compare("tty", "\\x04|secret\\n", "a.conf");
    }

    @Test
    void phrase_withoutATerminal_isALineOfStandardInput() throws Exception {
        compare("-", "secret\\n", "a.conf");
        compare("-", "secret", "a.conf");
        compare("-", "wrong\\nsecret\\n", "old.conf");
        compare("-", "", "old.conf");
    }
}
