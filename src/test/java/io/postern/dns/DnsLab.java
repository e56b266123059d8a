package io.postern.dns;

import io.postern.directive.Endpoint;
import io.postern.directive.IpText;
import io.postern.log.Level;
import io.postern.log.Log;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A name server that says what it is told to, and the questions that go to it. */
final class DnsLab implements AutoCloseable {
    static final String PTR = "PTR 1.2.0.192.in-addr.arpa.";
    static final InetAddress ADDRESS = ip("192.0.2.1");

    final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    final FakeNameServer server = new FakeNameServer();
    final List<String> lines = new CopyOnWriteArrayList<>();
    long timeout = 10_000;
    long valid;
    boolean ipv4 = true;
    boolean ipv6 = true;

    DnsLab() throws IOException {}

    @Override
    public void close() throws IOException {
        server.close();
        loop.shutdownNow();
    }

    static InetAddress ip(String text) {
        return Objects.requireNonNull(IpText.parse(text));
    }

    NameServers servers(Endpoint... more) {
        List<Endpoint> all = new ArrayList<>(List.of(more));
        all.add(server.endpoint());
        return only(all);
    }

    NameServers only(List<Endpoint> all) {
        Log log = new Log() {
            @Override
            public boolean takes(Level level) {
                return true;
            }

            @Override
            public void write(Level level, String text) {
                lines.add(text.replaceAll("id:\\d+", "id:N").replaceAll(":\\d{4,5}", ":P"));
            }

            @Override
            public void write(Level level, int errno, String text) {
                lines.add(text + " (" + errno + ")");
            }
        };
        return new NameServers(new ResolverSettings(all, valid, ipv4, ipv6), timeout, log);
    }

    String nameOf(NameServers servers, InetAddress address) throws Exception {
        CompletableFuture<Answer<String>> answer = new CompletableFuture<>();
        loop.execute(() -> servers.nameOf(address, loop, answer::complete));
        return words(answer.get(20, TimeUnit.SECONDS));
    }

    String addressesOf(NameServers servers, String name) throws Exception {
        CompletableFuture<Answer<List<InetAddress>>> answer = new CompletableFuture<>();
        loop.execute(() -> servers.addressesOf(name, loop, answer::complete));
        return words(answer.get(20, TimeUnit.SECONDS));
    }

    private static String words(Answer<?> answer) {
        Object value = answer.value();
        if (value == null) {
            return answer.code() + ": " + answer.words();
        }
        return value instanceof List<?> list
                ? String.join(
                        " ",
                        list.stream()
                                .map(a -> IpText.text((InetAddress) a))
                                .sorted()
                                .toList())
                : value.toString();
    }
}
