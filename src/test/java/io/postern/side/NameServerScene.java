package io.postern.side;

import io.postern.dns.FakeNameServer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Clients that come one after the other.
 *
 * @param options of the resolver
 * @param clients who comes: the last number of 192.0.2.N
 * @param rest how long it takes until the next one comes
 * @param script what the name servers say beyond the names and addresses of all clients
 */
record NameServerScene(
        String name,
        List<Kind> servers,
        String options,
        List<Integer> clients,
        int rest,
        Consumer<FakeNameServer> script) {
    /** Behind what is good for a second, of which nginx may make two. */
    private static final int GROWN_OLD = 3200;

    /** Behind the time after which a question is sent again. */
    private static final int SLOW = 5600;

    /** How a name server behaves. */
    enum Kind {
        GOOD,
        /** Nobody listens. */
        DEAD,
        SILENT
    }

    NameServerScene(String name, String options, List<Integer> clients, int rest, Consumer<FakeNameServer> script) {
        this(name, List.of(Kind.GOOD), options, clients, rest, script);
    }

    NameServerScene(String name, List<Integer> clients, Consumer<FakeNameServer> script) {
        this(name, "", clients, 0, script);
    }

    NameServerScene(String name, List<Kind> servers, String options, List<Integer> clients) {
        this(name, servers, options, clients, 0, server -> {});
    }

    /** Every scene there is. */
    static List<NameServerScene> all() {
        List<Integer> twice = List.of(1, 1);
        return List.of(
                new NameServerScene("dead-good", List.of(Kind.DEAD, Kind.GOOD), "", List.of(1)),
                new NameServerScene("good-dead", List.of(Kind.GOOD, Kind.DEAD), "", List.of(1, 2, 3)),
                new NameServerScene("good-dead-a", List.of(Kind.GOOD, Kind.DEAD), " ipv6=off", List.of(1)),
                new NameServerScene("good-silent", List.of(Kind.GOOD, Kind.SILENT), "", List.of(1)),
                new NameServerScene("silent-good", List.of(Kind.SILENT, Kind.GOOD), "", List.of(1)),
                new NameServerScene("good-dead-dead", List.of(Kind.GOOD, Kind.DEAD, Kind.DEAD), "", List.of(1)),
                new NameServerScene("good-dead-silent", List.of(Kind.GOOD, Kind.DEAD, Kind.SILENT), "", List.of(1)),
                new NameServerScene("two", List.of(Kind.GOOD, Kind.GOOD), "", List.of(1, 2, 1, 3)),
                new NameServerScene("kept", twice, server -> {}),
                new NameServerScene("old", "", twice, GROWN_OLD, server -> known(server, 1, 1, 1)),
                new NameServerScene("never-kept", "", twice, GROWN_OLD, server -> known(server, 1, 0, 0)),
                new NameServerScene("valid-long", " valid=60s", twice, GROWN_OLD, server -> known(server, 1, 1, 1)),
                new NameServerScene(
                        "valid-short", " valid=1s", twice, GROWN_OLD, server -> known(server, 1, 3600, 3600)),
                new NameServerScene("old-addresses", "", twice, GROWN_OLD, server -> known(server, 1, 3600, 1)),
                new NameServerScene("old-name", "", twice, GROWN_OLD, server -> known(server, 1, 1, 3600)),
                new NameServerScene(
                        "one-old-address",
                        "",
                        twice,
                        GROWN_OLD,
                        server -> server.answer("AAAA host1.example.", "host1.example. 1 AAAA 2001:db8::1")),
                new NameServerScene("old-alias", "", twice, GROWN_OLD, server -> server.answer(
                                "A host1.example.", "host1.example. 3600 CNAME other.example.")
                        .answer("AAAA host1.example.", "host1.example. 3600 CNAME other.example.")
                        .answer("A other.example.", "other.example. 1 A 192.0.2.1")
                        .answer("AAAA other.example.", "other.example. 1 AAAA 2001:db8::1")),
                new NameServerScene("no-name", twice, server -> server.fail(pointer(1), 3)),
                new NameServerScene("no-answer", twice, server -> server.answer(pointer(1))),
                new NameServerScene("failing", twice, server -> server.fail(pointer(1), 2)),
                new NameServerScene("refusing", twice, server -> server.fail(pointer(1), 5)),
                new NameServerScene("failing-address", twice, server -> server.fail("A host1.example.", 2)),
                new NameServerScene("failing-address6", twice, server -> server.fail("AAAA host1.example.", 2)),
                new NameServerScene("no-and-failing", twice, server -> server.fail("A host1.example.", 3)
                        .fail("AAAA host1.example.", 2)),
                new NameServerScene("failing-and-no", twice, server -> server.fail("A host1.example.", 2)
                        .fail("AAAA host1.example.", 3)),
                new NameServerScene("no-address", twice, server -> server.answer("A host1.example.")
                        .answer("AAAA host1.example.")),
                new NameServerScene("long", twice, server -> server.truncate("A host1.example.")
                        .answer("TCP A host1.example.", "host1.example. 60 A 192.0.2.1")),
                new NameServerScene("long-both", twice, server -> server.truncate("A host1.example.")
                        .truncate("AAAA host1.example.")
                        .answer("TCP A host1.example.", "host1.example. 60 A 192.0.2.1")
                        .answer("TCP AAAA host1.example.", "host1.example. 60 AAAA 2001:db8::1")),
                new NameServerScene("long-failing", twice, server -> server.truncate("A host1.example.")
                        .fail("TCP A host1.example.", 2)),
                new NameServerScene("long-lost", List.of(1), server -> server.truncate("A host1.example.")
                        .answer("TCP A host1.example.", "host1.example. 60 A 192.0.2.1")
                        .late("TCP A host1.example.", 0)),
                new NameServerScene("slow-name", List.of(4), server -> server.late(pointer(4), SLOW)),
                new NameServerScene("slow-address", List.of(4), server -> server.late("A host4.example.", SLOW)),
                new NameServerScene("long-pointer", twice, server -> server.truncate(pointer(1))));
    }

    private static String pointer(int client) {
        return "PTR " + client + ".2.0.192.in-addr.arpa.";
    }

    /** A client's name and addresses, good for so many seconds. */
    static void known(FakeNameServer server, int client, int name, int addresses) {
        String host = "host" + client + ".example.";
        server.answer(pointer(client), pointer(client).substring(4) + " " + name + " PTR " + host);
        server.answer("A " + host, host + " " + addresses + " A 192.0.2." + client);
        server.answer("AAAA " + host, host + " " + addresses + " AAAA 2001:db8::" + client);
    }
}
