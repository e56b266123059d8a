package io.postern.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.directive.Endpoint;
import io.postern.directive.IpText;
import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.side.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real name server: unbound, with zones of its own, on loopback. */
class UnboundIT {
    private static final Path UNBOUND = Path.of("/usr/sbin/unbound");
    private static final Log NOWHERE = new Log() {
        @Override
        public boolean takes(Level level) {
            return false;
        }

        @Override
        public void write(Level level, String text) {}

        @Override
        public void write(Level level, int errno, String text) {}
    };

    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private @Nullable Process unbound;

    @BeforeEach
    void start(@TempDir Path dir) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(UNBOUND), "unbound is not installed");
        int free = Ports.free();
        StringBuilder many = new StringBuilder();
        for (int i = 1; i <= 200; i++) {
            many.append("  local-data: \"many.example. 60 A 10.0.0.").append(i).append("\"\n");
        }
        Path conf = Files.writeString(dir.resolve("unbound.conf"), """
                server:
                  interface: 127.0.0.1@%d
                  access-control: 127.0.0.0/8 allow
                  username: ""
                  chroot: ""
                  directory: "%s"
                  pidfile: "%s/pid"
                  use-syslog: no
                  logfile: ""
                  do-ip6: no
                  do-not-query-localhost: yes
                  local-zone: "." static
                  local-zone: "refused.example." refuse
                  local-zone: "2.0.192.in-addr.arpa." static
                  local-data: "1.2.0.192.in-addr.arpa. 60 PTR Mail.Example."
                  local-data: "mail.example. 60 A 192.0.2.1"
                  local-data: "mail.example. 60 AAAA 2001:db8::1"
                  local-data: "textonly.example. 60 TXT x"
                  local-data: "www.example. 60 CNAME mail.example."
                %s
                remote-control:
                  control-enable: no
                """.formatted(free, dir, dir, many));
        unbound = new ProcessBuilder(UNBOUND.toString(), "-d", "-p", "-c", conf.toString())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("log").toFile())
                .start();
        for (int i = 0; i < 200; i++) {
            try (Socket up = new Socket(InetAddress.getLoopbackAddress(), free)) {
                port.complete(up.getPort());
                return;
            } catch (IOException e) {
                assertTrue(unbound.isAlive(), () -> "unbound ended: " + text(dir.resolve("log")));
                Thread.sleep(50);
            }
        }
        throw new IllegalStateException("unbound does not listen");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @AfterEach
    void stop() throws Exception {
        loop.shutdownNow();
        if (unbound != null) {
            unbound.destroy();
            unbound.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private NameServers servers() {
        int at = port.join();
        Endpoint server = new Endpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), "127.0.0.1:" + at);
        return new NameServers(new ResolverSettings(List.of(server), 0, true, true), 10_000, NOWHERE);
    }

    private Answer<String> nameOf(String address) throws Exception {
        CompletableFuture<Answer<String>> answer = new CompletableFuture<>();
        NameServers servers = servers();
        loop.execute(() -> servers.nameOf(Objects.requireNonNull(IpText.parse(address)), loop, answer::complete));
        return answer.get(20, TimeUnit.SECONDS);
    }

    private Answer<List<InetAddress>> addressesOf(String name) throws Exception {
        CompletableFuture<Answer<List<InetAddress>>> answer = new CompletableFuture<>();
        NameServers servers = servers();
        loop.execute(() -> servers.addressesOf(name, loop, answer::complete));
        return answer.get(20, TimeUnit.SECONDS);
    }

    private static List<String> texts(Answer<List<InetAddress>> answer) {
        return Objects.requireNonNull(answer.value()).stream()
                .map(IpText::text)
                .sorted()
                .toList();
    }

    @Test
    void addressAndName_areFound() throws Exception {
        assertEquals("mail.example", nameOf("192.0.2.1").value());
        assertEquals(List.of("192.0.2.1", "2001:db8::1"), texts(addressesOf("mail.example")));
    }

    @Test
    void unknown_isNotFound() throws Exception {
        assertEquals(Answer.NOT_FOUND, nameOf("192.0.2.9").code());
        assertEquals(Answer.NOT_FOUND, addressesOf("nowhere.example").code());
        assertEquals(Answer.NOT_FOUND, addressesOf("textonly.example").code());
    }

    @Test
    void refused_isRefused() throws Exception {
        assertEquals("Operation refused", addressesOf("refused.example").words());
    }

    @Test
    void alias_isFollowed() throws Exception {
        assertEquals(List.of("192.0.2.1", "2001:db8::1"), texts(addressesOf("www.example")));
    }

    @Test
    void answerTooLongForUdp_comesByTcp() throws Exception {
        assertEquals(200, texts(addressesOf("many.example")).size());
    }
}
