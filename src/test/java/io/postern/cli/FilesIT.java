package io.postern.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that a configuration is made of beside the real nginx 1.31.5: what include finds, what -T prints, who else listens. */
class FilesIT {
    private static final String HEAD = "error_log stderr;\npid logs/p.pid;\nevents {}\n";

    /** Arguments of include, one after the other in files of their own. */
    private static final List<String> INCLUDES = List.of(
            "none/*.conf",
            "empty/*",
            "[xyz].conf",
            "none.conf",
            "folder",
            "f*r",
            "folder/",
            "one.conf/x",
            "one.conf/*",
            "many/*.conf",
            "many/*",
            "m?ny/[0-9]*.conf",
            "many/.h*",
            "many/{1,2}.conf",
            "many/[!0-9]*",
            "many/\\*.conf",
            "'many/*.conf'",
            "many/[.conf",
            "~/*.conf",
            "many//*.conf",
            "*/1.conf",
            "many/1.conf many",
            "",
            "\"\"",
            "\" x\"",
            "many/\0.conf",
            "unfinished.conf",
            "opens.conf",
            "closes.conf",
            "nothing.conf",
            "zeros.conf",
            "mark.conf",
            "locked.conf",
            "lock*.conf",
            "closed/x.conf",
            "closed/*.conf",
            "dangling.conf",
            "dang*.conf",
            "loop.conf",
            "/dev/null",
            "deep0.conf",
            "x".repeat(300),
            "y/".repeat(2050) + "x");

    @TempDir
    Path folder;

    private String nginx = "";

    @BeforeEach
    void programs() throws Exception {
        assumeTrue(Files.exists(Path.of("target/postern.jar")), "target/postern.jar is not built");
        nginx = Run.nginx();
        assumeTrue(!nginx.isEmpty(), "no nginx is installed");
        String version = Run.of(folder, List.of(nginx, "-v")).err();
        assumeTrue(version.contains("nginx/1.31.5"), "compared with nginx/1.31.5 only, this is " + version);
        for (String name : List.of("logs", "empty", "folder", "many", "closed")) {
            Files.createDirectories(folder.resolve(name));
        }
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text, ISO_8859_1);
    }

    private void close(String name, boolean closed, String otherwise) throws IOException {
        Files.setPosixFilePermissions(
                folder.resolve(name), PosixFilePermissions.fromString(closed ? "---------" : otherwise));
    }

    private void files() throws IOException {
        write("one.conf", "worker_processes 1;\n");
        write("many/1.conf", "worker_processes 1;\n");
        write("many/2.conf", "worker_priority 2;");
        write("many/10.conf", "\n\ntimer_resolution 1s;\n");
        write("many/Z.conf", "");
        write("many/.hidden.conf", "foo;\n");
        write("unfinished.conf", "worker_processes 1");
        write("opens.conf", "mail {\n");
        write("closes.conf", "}\n");
        write("nothing.conf", "");
        write("zeros.conf", "\0\0\0");
        write("mark.conf", "\u00ef\u00bb\u00bfworker_processes 1;\n");
        write("locked.conf", "foo;\n");
        write("closed/x.conf", "foo;\n");
        for (int i = 0; i < 40; i++) {
            write("deep" + i + ".conf", "include deep" + (i + 1) + ".conf;\n");
        }
        write("deep40.conf", "bar;\n");
        Files.createSymbolicLink(folder.resolve("dangling.conf"), Path.of("nowhere"));
        Files.createSymbolicLink(folder.resolve("loop.conf"), Path.of("loop.conf"));
    }

    @Test
    void includes_findWhatNginxsFind() throws Exception {
        files();
        List<List<String>> users = new ArrayList<>();
        users.add(List.of());
        if (Run.of(folder, List.of("setpriv", "--reuid=65534", "true")).status() == 0 && others()) {
            users.add(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        close("locked.conf", true, "");
        close("closed", true, "");
        try {
            for (String include : INCLUDES) {
                write("nginx.conf", HEAD + "include " + include + ";\n");
                boolean permissions = include.contains("lock") || include.contains("closed");
                for (List<String> user : permissions ? users : users.subList(0, 1)) {
                    assertSame(user, "-T", "-p", folder + "/", "-c", "nginx.conf", "-e", "stderr");
                }
            }
            write("nginx.conf", HEAD + "http { types { include one.conf; text/html html } }\n");
            assertSame(List.of(), "-t", "-p", folder + "/", "-c", "nginx.conf", "-e", "stderr");
        } finally {
            close("locked.conf", false, "rw-r--r--");
            close("closed", false, "rwxr-xr-x");
        }
    }

    /** Whether another user can start our program and see the folder. */
    private boolean others() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(folder.resolve("logs"), PosixFilePermissions.fromString("rwxrwxrwx"));
        String jar = Path.of("target/postern.jar").toAbsolutePath().toString();
        return Run.of(folder, List.of("setpriv", "--reuid=65534", "--clear-groups", "test", "-r", jar))
                        .status()
                == 0;
    }

    /** Every fourth of the project's samples that nginx knows too. */
    @Test
    void dumps_areNginxs() throws Exception {
        List<Path> samples;
        try (Stream<Path> files = Files.list(Path.of("testdata/conf/good"))) {
            samples = files.filter(file -> file.toString().endsWith(".conf"))
                    .sorted()
                    .toList();
        }
        int dumped = 0;
        for (int i = 0; i < samples.size(); i += 4) {
            List<String> arguments = List.of(
                    "-T",
                    "-p",
                    folder + "/",
                    "-e",
                    "stderr",
                    "-c",
                    samples.get(i).toAbsolutePath().toString());
            Run theirs = Run.of(folder, with(nginx, arguments));
            if (theirs.status() == 0) {
                Run ours = Run.of(folder, with(Run.launcher(), arguments));
                assertEquals(theirs.out(), ours.out(), samples.get(i).toString());
                dumped++;
            }
        }
        assertTrue(dumped > 10, "samples that pass: " + dumped);
    }

    /** All are held until the end of the test: logs, then sockets in nginx's order. */
    @Test
    void descriptors_runOutWhereNginxs() throws Exception {
        String many =
                "pid logs/p.pid; events { worker_connections 2000; } http { access_log logs/a.log; access_log logs/b.log; } "
                        + "mail { auth_http 127.0.0.1:1; server { listen 127.77.0.1:26000-26199; listen 127.77.0.2:26000-26150; "
                        + "protocol imap; } }";
        for (String text : List.of(many, many.replace("2000", "351"))) {
            write("nginx.conf", text);
            for (int limit : new int[] {130, 355, 360}) {
                for (String log : List.of("stderr", "logs/e.log")) {
                    List<String> few = List.of("bash", "-c", "ulimit -n " + limit + "; exec \"$0\" \"$@\"");
                    assertSame(few, "-t", "-p", folder + "/", "-c", "nginx.conf", "-e", log);
                }
            }
        }
    }

    /** The JDK knows names in one charset only. The shell makes the names: an argument of ours would be one in that, too. */
    @Test
    void namesThatAreNoUtf8_areFiles() throws Exception {
        String make =
                "cd \"$1\"; n=$(printf 'n\\351\\377'); mkdir -p $n/logs; printf 'env A;' >$n/$n.inc; printf 'env \\351;' >$n/2.inc; "
                        + "printf 'error_log logs/\\351.log; pid logs/\\351; events {} include n*/*\\377.inc; include 2.inc; ' >$n/$n.conf; "
                        + "printf 'http { server { listen unix:n\\351\\377/\\351; } }' >>$n/$n.conf";
        Run.of(folder, List.of("bash", "-c", make, "make", folder.toString()));
        String run = "n=$(printf 'n\\351\\377'); ";
        for (String line : List.of(
                "\"$0\" -T -p \"$1/\" -c $n/$n.conf -e stderr",
                "\"$0\" -T -p \"$1/$n\" -c $n.conf -e logs/$n",
                "cd \"$1/$n\"; \"$0\" -T -p ./ -c $n.conf -e logs/$n",
                "\"$0\" -t -p \"$1/\" -c one$n.conf -e none/$n",
                "\"$0\" -T -p \"$1/$n\" -c $n.conf -g \"env $n;\" -e stderr; ls \"$1\"/*/logs")) {
            List<String> told = new ArrayList<>();
            for (String program : List.of(nginx, Run.launcher())) {
                told.add(told(Run.of(folder, List.of("bash", "-c", run + line, program, folder.toString()))));
            }
            assertEquals(told.get(0), told.get(1), line);
        }
    }

    @Test
    void longNames_areToldAsFarAsNginxTellsThem() throws Exception {
        String socket = folder + "/" + "u".repeat(106 - folder.toString().length());
        for (String text : List.of(
                HEAD + "pid /" + "a/".repeat(750) + "x;",
                HEAD + "include /" + "a/".repeat(482) + "x;",
                HEAD + "include /" + "a/".repeat(500) + "x;",
                HEAD + "http { server { listen unix:x ssl; ssl_certificate /" + "a/".repeat(550)
                        + "; ssl_certificate_key x; } }",
                HEAD + "mail { server { listen unix:" + socket + "; protocol imap; auth_http 127.0.0.1:1; } }",
                HEAD + "mail { server { listen unix:" + socket + "u; protocol imap; auth_http 127.0.0.1:1; } }")) {
            write("nginx.conf", text + "\n");
            assertSame(List.of(), "-t", "-p", folder + "/", "-c", "nginx.conf", "-e", "stderr");
        }
    }

    /** Standard error is not lost on the way, either. */
    @Test
    void socketsHandedOver_areSaidOnATestToo() throws Exception {
        write("nginx.conf", HEAD);
        for (String sockets : List.of("", "x", ";", "x;5", ":")) {
            List<String> given = List.of("env", "NGINX=" + sockets);
            assertSame(given, "-t", "-p", folder + "/", "-c", "nginx.conf", "-e", "stderr");
            assertSame(given, "-v");
            assertSame(given, "-s", "stop", "-p", folder + "/", "-c", "nginx.conf", "-e", "stderr");
        }
    }

    /** A reader that goes before the end: the same status, and nothing about it. */
    @Test
    void brokenPipe_endsItAsItEndsNginx() throws Exception {
        write("nginx.conf", HEAD + "# a line that says nothing\n".repeat(20_000));
        for (String program : List.of(nginx, Run.launcher())) {
            String line = program + " -Tq -p " + folder + "/ -c nginx.conf -e stderr | head -1; echo ${PIPESTATUS[0]}";
            assertEquals(
                    new Run(0, "# configuration file " + folder + "/nginx.conf:\n141\n", ""),
                    Run.of(folder, List.of("bash", "-c", line)),
                    program);
        }
    }

    private static List<String> with(String program, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(arguments);
        return command;
    }

    /** Equal up to nginx's first error; ours may tell of further ones. */
    private void assertSame(List<String> before, String... arguments) throws Exception {
        List<String> theirs = new ArrayList<>(before);
        theirs.addAll(with(nginx, List.of(arguments)));
        List<String> ours = new ArrayList<>(before);
        ours.addAll(with(Run.launcher(), List.of(arguments)));
        assertEquals(
                told(Run.of(folder, theirs)),
                told(Run.of(folder, ours)),
                () -> ours + " with " + folder.resolve("nginx.conf"));
    }

    private static String told(Run run) {
        String err = Run.plain(run.err())
                .replaceFirst("(?s)(.*?\\[emerg] (?!invalid socket)[^\n]*\n).*(?=nginx: configuration)", "$1");
        return run.status() + "\n" + run.out() + err;
    }
}
