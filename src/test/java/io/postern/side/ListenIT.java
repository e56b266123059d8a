package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.side.Program.Running;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the parameters of {@code listen} make of sockets, as the kernel tells it (ss): the same with nginx and with Postern. */
class ListenIT {
    /** Addresses and parameters; {@code @} is a port, {@code @-@} one and the two behind it, {@code %} a folder. */
    private static final List<String> LISTENS = List.of(
            "127.0.0.1:@",
            "@",
            "*:@",
            "localhost:@",
            "127.0.0.1:@ backlog=7",
            "127.0.0.1:@ rcvbuf=20k",
            "127.0.0.1:@ sndbuf=30k",
            "127.0.0.1:@ rcvbuf=8k sndbuf=8k backlog=100 bind",
            "127.0.0.1:@ so_keepalive=on",
            "127.0.0.1:@ so_keepalive=off",
            "127.0.0.1:@ so_keepalive=30m::10",
            "127.0.0.1:@ so_keepalive=40m:20:3",
            "127.0.0.1:@ so_keepalive=:20:",
            "127.0.0.1:@-@ backlog=9",
            "[::1]:@",
            "[::]:@",
            "[::]:@ ipv6only=off",
            "[::]:@ ipv6only=on so_keepalive=50m::",
            "unix:%/one",
            "unix:%/two backlog=5 sndbuf=16k");

    private static final Pattern TIMER = Pattern.compile("timer:\\(keepalive,(?:(\\d+)min)?(?:([\\d.]+)sec)?");
    private static final Pattern MEMORY = Pattern.compile("skmem:\\(r\\d+,rb(\\d+),t\\d+,tb(\\d+)");

    @Test
    void sockets_areMadeAsNginxMakesThem(@TempDir Path folder) throws Exception {
        Optional<Program> nginx = Program.nginx();
        assumeTrue(nginx.isPresent(), "no nginx with mail on the PATH or in POSTERN_NGINX");
        assumeTrue(TlsIT.installed(folder, "ss"), "needs the command ss");
        String ours = seen(Program.postern(), Files.createDirectory(folder.resolve("p")));
        assertTrue(ours.contains("backlog=7 => 1 of 7"), ours);
        assertEquals(seen(nginx.get(), Files.createDirectory(folder.resolve("n"))), ours);
    }

    private record Listen(String words, SocketAddress at, List<String> filter) {}

    private static String seen(Program program, Path folder) throws Exception {
        StringBuilder conf = new StringBuilder("""
                    daemon off;
                    pid logs/nginx.pid;
                    error_log logs/error.log info;
                    events { }
                    mail {
                    server_name mail.example.com;
                    auth_http 127.0.0.1:1;
                    """);
        List<Listen> listens = new ArrayList<>();
        for (String listen : LISTENS) {
            int port = range();
            conf.append("server { protocol pop3; listen ")
                    .append(listen.replace("@-@", port + "-" + (port + 2))
                            .replace("@", String.valueOf(port))
                            .replace("%", folder.toString()))
                    .append("; }\n");
            String path = folder + "/" + listen.split("[/ ]", -1)[Math.min(1, listen.split("[/ ]", -1).length - 1)];
            listens.add(new Listen(
                    listen,
                    listen.startsWith("unix:")
                            ? Place.unix(Path.of(path)).address()
                            : listen.startsWith("[")
                                    ? Place.port6(port).address()
                                    : Place.port(port).address(),
                    listen.startsWith("unix:")
                            ? List.of("-x", "src", "unix:" + path)
                            : List.of("-t", "sport >= :" + port + " and sport <= :" + (port + 2))));
        }
        StringBuilder text = new StringBuilder();
        try (Running running = program.startAt(
                folder, conf + "}\n", listens.stream().map(Listen::at).toList())) {
            for (Listen listen : listens) {
                text.append(listen.words).append(" => ").append(listening(folder, listen));
                text.append(accepted(folder, listen)).append('\n');
            }
            assertTrue(running.process().isAlive());
        }
        return text.toString();
    }

    /** Three ports in a row. */
    private static int range() {
        while (true) {
            int first = Ports.free();
            if (Ports.free() == first + 1 && Ports.free() == first + 2) {
                return first;
            }
        }
    }

    /** How many sockets, how long their queue may be, and whether IPv4 is left out. */
    private static String listening(Path folder, Listen listen) throws IOException {
        List<String> lines = ss(folder, listen, List.of("-l", "-e"));
        String first = lines.get(0);
        return lines.size() + " of " + first.split(" +", -1)[listen.words.startsWith("unix:") ? 3 : 2]
                + (first.contains("v6only:1") ? " IPv6 only" : "");
    }

    /** The buffers that were asked for, and the timer. */
    private static String accepted(Path folder, Listen listen) throws IOException {
        try (SocketChannel client = SocketChannel.open(listen.at)) {
            ByteBuffer greeting = ByteBuffer.allocate(100);
            assertTrue(client.read(greeting) > 0, "a greeting");
            if (listen.words.startsWith("unix:")) {
                return "";
            }
            String line = ss(folder, listen, List.of("-o", "-m", "state", "established"))
                    .get(0);
            Matcher memory = MEMORY.matcher(line);
            Matcher timer = TIMER.matcher(line);
            assertTrue(memory.find(), line);
            return (listen.words.contains("rcvbuf") ? " receives " + memory.group(1) : "")
                    + (listen.words.contains("sndbuf") ? " sends " + memory.group(2) : "")
                    + (timer.find() ? " asks after " + minutes(timer) : "");
        }
    }

    /** The time is on its way to zero, and ss leaves out its seconds; all that are asked for above are tens of minutes. */
    private static String minutes(Matcher timer) {
        double minutes = timer.group(1) == null ? 0 : Integer.parseInt(timer.group(1));
        double seconds = timer.group(2) == null ? 0 : Double.parseDouble(timer.group(2));
        return 10 * Math.round((minutes + seconds / 60) / 10) + " minutes";
    }

    private static List<String> ss(Path folder, Listen listen, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of("ss", "-H", "-n"));
        List<String> filter = new ArrayList<>(listen.filter);
        command.add(filter.remove(0));
        command.addAll(options);
        command.addAll(filter);
        List<String> lines = TlsIT.run(folder, command).lines().toList();
        assertTrue(!lines.isEmpty(), () -> listen.words + ": " + command);
        // what ss tells of memory stands on a line of its own
        return options.contains("-m") ? List.of(String.join(" ", lines)) : lines;
    }
}
