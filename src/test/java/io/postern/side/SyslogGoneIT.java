package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.side.Program.Running;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A syslog server on a unix socket and one on IPv6 that go and come back: what they are sent, and what the other log says meanwhile, is the
 * same from nginx and from Postern. The server is Python's, as the JDK has no datagrams of unix sockets.
 */
class SyslogGoneIT {
    private static final String SERVER = """
            import socket, sys
            where = sys.argv[1]
            if where.startswith('unix:'):
                s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                s.bind(where[5:])
            else:
                host, port = where.rsplit(':', 1)
                s = socket.socket(socket.AF_INET6 if '[' in host else socket.AF_INET, socket.SOCK_DGRAM)
                s.bind((host.strip('[]'), int(port)))
            out = sys.stdout.buffer
            out.write(b'ready\\n')
            while True:
                out.flush()
                out.write(s.recv(4096) + b'\\n')
            """;

    private static final int PATIENCE = 30_000;
    /** More than a queue of datagrams holds (net.unix.max_dgram_qlen). */
    private static final int MANY = 300;

    private static final Pattern VARYING = Pattern.compile(
            "\\w{3} [ \\d]\\d [\\d:]{8} |\\d{4}/\\d\\d/\\d\\d [\\d:]{8} |\\d+#\\d+: \\*\\d+ |client 127\\.0\\.0\\.1:\\d+ ");

    @Test
    void unixSocket_goneAndBack(@TempDir Path folder) throws Exception {
        Program real = real();
        String ours = unix(Program.postern(), folder.resolve("p"));
        assertTrue(ours.contains("No such file or directory) while logging to syslog, server: unix:"), ours);
        Intended intended = Intended.between(real, Program.postern());
        assertEquals(intended.level(unix(real, folder.resolve("n"))), intended.level(ours));
    }

    /** What the socket's queue has no room for is lost, and nobody is told. */
    @Test
    void unixSocket_fullForAWhile(@TempDir Path folder) throws Exception {
        Program real = real();
        String ours = full(Program.postern(), folder.resolve("p"));
        assertTrue(ours.endsWith("complaints:\n"), ours);
        assertTrue(ours.lines().count() < MANY, ours);
        Intended intended = Intended.between(real, Program.postern());
        assertEquals(intended.level(full(real, folder.resolve("n"))), intended.level(ours));
    }

    @Test
    void ipv6_goneAndBack(@TempDir Path folder) throws Exception {
        Program real = real();
        String ours = ipv6(Program.postern(), folder.resolve("p"));
        assertTrue(ours.contains("Connection refused) while logging to syslog, server: [::1]:"), ours);
        Intended intended = Intended.between(real, Program.postern());
        assertEquals(intended.level(ipv6(real, folder.resolve("n"))), intended.level(ours));
    }

    /** Of two that are gone each hears of the other's failure, once for each line. */
    @Test
    void twoServers_gone(@TempDir Path folder) throws Exception {
        Program real = real();
        String ours = two(Program.postern(), folder.resolve("p"));
        assertTrue(ours.contains("server: unix:ONE"), ours);
        Intended intended = Intended.between(real, Program.postern());
        assertEquals(intended.level(two(real, folder.resolve("n"))), intended.level(ours));
    }

    private static String two(Program program, Path folder) throws Exception {
        Files.createDirectories(folder);
        int port = Ports.free();
        String conf = "daemon off; pid logs/nginx.pid; error_log syslog:server=unix:%1$s/ONE;"
                + " error_log syslog:server=unix:%1$s/TWO; error_log logs/error.log error; events { }"
                + " mail { server_name mail.example.com; auth_http 127.0.0.1:1;"
                + " server { listen 127.0.0.1:%2$d; protocol pop3; } }\n";
        try (Running running = program.start(folder, conf.formatted(folder, port), List.of(port))) {
            talk(port);
            assertTrue(running.process().isAlive());
        }
        String lines = Files.readString(folder.resolve("logs/error.log")).replace("unix:" + folder + '/', "unix:");
        return plain(lines, "nowhere", port);
    }

    /** No socket is left to send with: the other log says so, and with descriptors it works again. */
    @Test
    void outOfDescriptors_andBack(@TempDir Path folder) throws Exception {
        Program real = real();
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "prlimit is not installed");
        for (boolean unix : List.of(true, false)) {
            String ours = without(Program.packaged(), Files.createTempDirectory(folder, "p"), unix);
            assertTrue(
                    ours.contains(
                            "[alert] socket() failed (24: Too many open files) while logging to syslog, server: "),
                    ours);
            Intended intended = Intended.between(real, Program.packaged());
            assertEquals(
                    intended.level(without(real, Files.createTempDirectory(folder, "n"), unix)), intended.level(ours));
        }
    }

    private static String without(Program program, Path folder, boolean unix) throws Exception {
        String where = unix ? "unix:" + folder.resolve("log") : "127.0.0.1:" + Ports.free();
        int port = Ports.free();
        try (Running running = start(program, folder, where, port)) {
            // nobody is there: by the second line at the latest that is known, and the socket closed
            talk(port);
            talk(port);
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.setSoTimeout(PATIENCE);
                assertTrue(client.getInputStream().read() >= 0, "it is in");
                running.descriptors("3:");
                login(client);
                running.descriptors("400:");
            }
            try (Server server = new Server(where, folder.resolve("one"))) {
                talk(port);
                server.await("[error]", 1);
            }
            assertTrue(running.process().isAlive());
        }
        TreeSet<String> kinds =
                new TreeSet<>(plain(complaints(folder), where, port).lines().toList());
        return plain(Files.readString(folder.resolve("one")), where, port) + String.join("\n", kinds);
    }

    private static Program real() {
        Optional<Program> nginx = Program.nginx();
        assumeTrue(nginx.isPresent(), "no nginx with mail on the PATH or in POSTERN_NGINX");
        boolean python = false;
        for (String at : System.getenv("PATH").split(File.pathSeparator, -1)) {
            python |= Files.isExecutable(Path.of(at, "python3"));
        }
        assumeTrue(python, "python3 is not installed");
        return nginx.orElseThrow();
    }

    /** Each line is sent at once or fails at once here, so every line of both logs is looked at. */
    private static String unix(Program program, Path folder) throws Exception {
        Files.createDirectories(folder);
        String where = "unix:" + folder.resolve("log");
        int port = Ports.free();
        try (Running running = start(program, folder, where, port)) {
            // nobody has ever been there
            talk(port);
            try (Server server = new Server(where, folder.resolve("one"))) {
                talk(port);
                talk(port);
                server.await("[error]", 2);
            }
            // the socket's name is still there
            talk(port);
            Files.delete(folder.resolve("log"));
            talk(port);
            try (Server server = new Server(where, folder.resolve("two"))) {
                talk(port);
                server.await("[error]", 1);
            }
            assertTrue(running.process().isAlive());
        }
        return plain(
                "one:\n" + Files.readString(folder.resolve("one")) + "two:\n" + Files.readString(folder.resolve("two"))
                        + complaints(folder),
                where,
                port);
    }

    private static String full(Program program, Path folder) throws Exception {
        Files.createDirectories(folder);
        String where = "unix:" + folder.resolve("log");
        int port = Ports.free();
        try (Running running = start(program, folder, where, port);
                Server server = new Server(where, folder.resolve("one"))) {
            talk(port);
            server.await("[error]", 1);
            server.freeze(true);
            for (int i = 0; i < MANY; i++) {
                talk(port);
            }
            server.freeze(false);
            server.await("[error]", 2);
            int before;
            do {
                before = server.count("[error]");
                TimeUnit.MILLISECONDS.sleep(200);
            } while (server.count("[error]") > before);
            talk(port);
            server.await("[error]", before + 1);
            assertTrue(running.process().isAlive());
        }
        return plain(Files.readString(folder.resolve("one")) + "complaints:\n" + complaints(folder), where, port);
    }

    /** Which line fails is a matter of when the kernel hears that nobody is there: only what kinds of lines there are is compared. */
    private static String ipv6(Program program, Path folder) throws Exception {
        Files.createDirectories(folder);
        String where = "[::1]:" + Ports.free();
        int port = Ports.free();
        try (Running running = start(program, folder, where, port)) {
            try (Server server = new Server(where, folder.resolve("one"))) {
                talk(port);
                server.await("[error]", 1);
            }
            for (int i = 0; complaints(folder).isEmpty(); i++) {
                assertTrue(i < 100, "it never fails");
                talk(port);
            }
            try (Server server = new Server(where, folder.resolve("two"))) {
                for (int i = 0; server.count("[error]") == 0; i++) {
                    assertTrue(i < 100, "it never works again");
                    talk(port);
                    TimeUnit.MILLISECONDS.sleep(20);
                }
            }
            assertTrue(running.process().isAlive());
        }
        TreeSet<String> kinds =
                new TreeSet<>(plain(complaints(folder), where, port).lines().toList());
        return plain(Files.readString(folder.resolve("one")), where, port) + String.join("\n", kinds);
    }

    private static Running start(Program program, Path folder, String where, int port) throws IOException {
        return program.start(
                folder,
                """
                daemon off;
                pid logs/nginx.pid;
                %s
                error_log logs/error.log info;
                events { }
                mail {
                    server_name mail.example.com;
                    auth_http 127.0.0.1:1;
                    server { listen 127.0.0.1:%d; protocol pop3; error_log syslog:server=%s,nohostname,tag=pop3 notice; }
                }
                """.formatted(System.getProperty("user.name").equals("root") ? "user root root;" : "", port, where),
                List.of(port));
    }

    /** What the other log says of it. */
    private static String complaints(Path folder) throws IOException {
        return Files.readString(folder.resolve("logs/error.log"))
                .lines()
                .filter(line -> line.contains("connect() failed")
                        || line.contains("send() failed")
                        || line.contains("socket() failed"))
                .map(line -> line + "\n")
                .reduce("", String::concat);
    }

    private static String plain(String text, String where, int port) {
        return VARYING.matcher(text)
                .replaceAll("")
                .replaceAll("\\d+#\\d+: ", "")
                .replace(where, "SERVER")
                .replace("SERVER", where.startsWith("unix:") ? "unix:PATH" : where.replaceFirst("\\d+$", "PORT"))
                .replace("127.0.0.1:" + port, "DOOR");
    }

    /** A session with a line at error: nobody can be asked. It is in the log before the client hears the end. */
    private static void talk(int port) throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.setSoTimeout(PATIENCE);
            login(client);
        }
    }

    private static void login(Socket client) throws IOException {
        client.getOutputStream().write("USER joe\r\nPASS secret\r\n".getBytes(StandardCharsets.US_ASCII));
        assertTrue(client.getInputStream().readAllBytes().length > 0, "a greeting");
    }

    /** The syslog server, while it runs. */
    private static final class Server implements AutoCloseable {
        private final Process process;
        private final Path said;

        Server(String where, Path said) throws Exception {
            this.said = said;
            process = new ProcessBuilder("python3", "-c", SERVER, where)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            await("ready", 1);
        }

        void freeze(boolean stop) throws Exception {
            assertEquals(
                    0,
                    new ProcessBuilder("kill", stop ? "-STOP" : "-CONT", process.pid() + "")
                            .start()
                            .waitFor());
        }

        int count(String word) throws IOException {
            return (int) Files.readString(said, StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.contains(word))
                    .count();
        }

        void await(String word, int times) throws Exception {
            for (int i = 0; count(word) < times; i++) {
                assertTrue(i < PATIENCE / 20 && process.isAlive(), () -> word + " did not come");
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }

        @Override
        public void close() {
            process.destroy();
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
