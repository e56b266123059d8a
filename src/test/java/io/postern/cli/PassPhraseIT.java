package io.postern.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.side.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An encrypted key without ssl_password_file: both programs ask for its pass phrase, at a terminal or on standard input. */
class PassPhraseIT {
    /**
     * Runs a command on a terminal of its own, or with "-" in front in a session without one, and types (or pipes) an answer. Prints
     * whether the terminal shows what is typed, at each prompt, and all that the program writes; ends it after a minute and a half.
     */
    private static final String DRIVER = """
            import os, pty, signal, subprocess, sys, termios, time
            answers = sys.argv[2].encode().decode("unicode_escape").encode("latin-1")
            command = sys.argv[3:]
            if sys.argv[1] == "-":
                done = subprocess.run(command, input=answers, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                    start_new_session=True, timeout=90)
                os.write(1, done.stdout)
                sys.exit(done.returncode)
            def shows(terminal):
                return termios.tcgetattr(terminal)[3] & termios.ECHO
            child, terminal = pty.fork()
            if child == 0:
                os.execvp(command[0], command)
            signal.alarm(90)
            said = b""
            asked = 0
            answers = answers.split(b"|")
            while True:
                try:
                    piece = os.read(terminal, 4096)
                except OSError:
                    break
                if not piece:
                    break
                said += piece
                while said.count(b"phrase:") > asked:
                    asked += 1
                    until = time.monotonic() + 30
                    while shows(terminal) and time.monotonic() < until:
                        time.sleep(0.02) # OpenSSL asks first, and hides then
                    print("shown" if shows(terminal) else "hidden", flush=True)
                    os.write(terminal, answers[min(asked, len(answers)) - 1])
            os.write(1, said)
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 255)
            """;

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
        List<String> command = new ArrayList<>(List.of("python3", "-c", DRIVER, where, answers, program));
        command.addAll(List.of("-t", "-p", folder + "/", "-c", conf));
        Run run = Run.of(folder, command);
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

    @Test
    void silenceAtATerminal_isAskedTwice() throws Exception {
        compare("tty", "\\x04", "a.conf");
        compare("tty", "\\x03", "a.conf");
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
