package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.dns.FakeNameServer;
import io.postern.side.Plan.End;
import io.postern.side.Plan.Move;
import io.postern.side.Plan.Reply;
import io.postern.side.Program.Running;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not the answer to a question of the resolver's is logged, and the right one is waited for, as nginx does: by UDP and by TCP. */
class StrayAnswersIT {
    private static final String COPIED = "1.31.5";
    private static final int NAME = 12;
    private static final Pattern NUMBER = Pattern.compile("(response |ident |expect |id:)\\d+");

    /** Spoils an answer, in the order in which nginx looks at one. */
    private static final List<UnaryOperator<byte[]>> STRAYS = List.of(
            answer -> new byte[0],
            answer -> Arrays.copyOf(answer, 5),
            answer -> with(answer, 2, answer[2] & 0x7f),
            answer -> with(answer, 2, answer[2] | 0x08),
            answer -> with(answer, 3, answer[3] | 0x10),
            answer -> with(answer, 3, 1),
            answer -> with(with(answer, 3, 1), 1, answer[1] ^ 1),
            answer -> with(answer, 3, 9),
            answer -> with(answer, 5, 0),
            answer -> with(answer, 5, 2),
            answer -> with(answer, NAME, 0xc0),
            answer -> with(answer, NAME, 0x40),
            answer -> with(answer, NAME, 0),
            answer -> with(answer, NAME, 63),
            answer -> Arrays.copyOf(answer, NAME + 1),
            answer -> Arrays.copyOf(answer, question(answer) + 2),
            answer -> with(answer, 7, 9),
            answer -> with(answer, question(answer) + 3, 3),
            answer -> with(answer, question(answer) + 1, 16),
            answer -> with(answer, question(answer) + 1, 33),
            answer -> with(answer, NAME + 1, '7'),
            answer -> with(answer, NAME + 1, 'Q'),
            answer -> with(answer, 0, answer[0] ^ 0x55),
            answer -> with(with(answer, 3, 3), 1, answer[1] ^ 0x55));

    /** Spoils the record, be it a name or an address. */
    private static final List<UnaryOperator<byte[]>> RECORDS = List.of(
            answer -> with(answer, record(answer), 0),
            answer -> with(answer, record(answer), 0x3f),
            answer -> with(answer, record(answer) + 5, 3),
            answer -> Arrays.copyOf(answer, record(answer) + 12));

    private static final List<UnaryOperator<byte[]>> NAMES = List.of(
            answer -> with(answer, record(answer) + 3, 16),
            answer -> with(answer, record(answer) + 3, 1),
            answer -> with(answer, record(answer) + 3, 5),
            answer -> with(answer, record(answer) + 12, 0x40),
            answer -> with(answer, record(answer) + 12, 0x3f),
            answer -> with(with(answer, record(answer) + 12, 0xc0), record(answer) + 13, record(answer) + 12),
            answer -> Arrays.copyOf(answer, answer.length - 3));

    private static final List<UnaryOperator<byte[]>> ADDRESSES = List.of(
            answer -> with(answer, record(answer) + 3, 28),
            answer -> with(answer, record(answer) + 11, 3),
            answer -> with(answer, record(answer) + 11, 16));

    /** A name's good answer is taken as often as it comes; one without a name ends that. */
    private static final List<UnaryOperator<byte[]>> NAME_ECHOES = List.of(
            answer -> answer,
            answer -> with(answer, 0, answer[0] ^ 0x55),
            answer -> with(answer, record(answer) + 3, 16),
            answer -> with(answer, 3, 1),
            answer -> new byte[0],
            answer -> answer,
            answer -> with(answer, 3, 3),
            answer -> answer,
            answer -> with(answer, 0, answer[0] ^ 0x55));

    private static final List<UnaryOperator<byte[]>> ADDRESS_ECHOES = List.of(
            answer -> answer,
            answer -> with(answer, 0, answer[0] ^ 0x55),
            answer -> with(answer, 2, answer[2] | 0x02),
            answer -> with(answer, 3, 1),
            answer -> with(answer, 3, 3),
            answer -> with(answer, question(answer) + 1, 28),
            answer -> with(answer, question(answer) + 1, 33),
            answer -> new byte[0]);

    private static byte[] with(byte[] answer, int at, int value) {
        byte[] spoilt = answer.clone();
        spoilt[at] = (byte) value;
        return spoilt;
    }

    /** Where the question's type stands. */
    private static int question(byte[] answer) {
        int at = NAME;
        while (answer[at] != 0) {
            at += 1 + answer[at];
        }
        return at + 1;
    }

    private static int record(byte[] answer) {
        return question(answer) + 4;
    }

    private static List<UnaryOperator<byte[]>> allAnd(List<UnaryOperator<byte[]>> more) {
        return Stream.of(STRAYS, RECORDS, more).flatMap(List::stream).toList();
    }

    @Test
    void datagramsThatAreNoAnswer_areToldOfAndPassedOver(@TempDir Path folder) throws Exception {
        Optional<Program> nginx = Program.nginx();
        assumeTrue(nginx.isPresent(), "no nginx with mail on the PATH or in POSTERN_NGINX");
        Program real = nginx.orElseThrow();
        Program ours = Program.postern();
        try (Stage stage = new Stage();
                FakeNameServer server = new FakeNameServer()) {
            script(server);
            if (real.isAtLeast(COPIED)) {
                // older versions ask by TCP as often as they hear that they should
                server.echoes("A host8.example.", ADDRESS_ECHOES);
            }
            Door door = door(stage, server);
            Door own = door.at(Place.port(Ports.free()), Ports.free());
            try (Running reference = Door.open(real, folder.resolve("nginx"), List.of(door));
                    Running postern = Door.open(ours, folder.resolve("postern"), List.of(own))) {
                Duet duet = new Duet(
                        stage,
                        new Duet.Side(reference, door),
                        new Duet.Side(postern, own),
                        Intended.between(real, ours));
                // the first, whose name server says nothing else, makes everybody warm: the others must not run out of
                // time
                for (int client : List.of(4, 1, 2, 3, 5, 6, 7, 8)) {
                    assertEquals("", duet.difference(plan("192.0.2." + client)), "client " + client);
                    assertEquals(resolver(reference), resolver(postern), "client " + client);
                }
                assertTrue(
                        resolver(postern).contains("wrong ident N in DNS response for host1.example, expect N"),
                        resolver(postern));
                assertTrue(resolver(postern).contains("invalid TCP DNS response N fl:8300"), resolver(postern));
            }
        }
    }

    /**
     * The first client's name and address come behind strays, the second's address never comes, the third's name neither. The fifth's and
     * sixth's address is to be had by TCP only: it comes behind strays, and never. Behind the seventh's and eighth's more comes, which nobody
     * awaits any more.
     */
    private static void script(FakeNameServer server) {
        for (int i = 1; i <= 8; i++) {
            String arpa = i + ".2.0.192.in-addr.arpa.";
            String host = "host" + i + ".example.";
            server.answer("PTR " + arpa, arpa + " 60 PTR " + host);
            server.answer("A " + host, host + " 60 A 192.0.2." + i);
        }
        server.strays("PTR 1.2.0.192.in-addr.arpa.", allAnd(NAMES));
        server.strays("A host1.example.", allAnd(ADDRESSES));
        server.silent("A host2.example.").strays("A host2.example.", STRAYS.subList(22, 24));
        server.silent("PTR 3.2.0.192.in-addr.arpa.").strays("PTR 3.2.0.192.in-addr.arpa.", STRAYS.subList(22, 24));
        server.truncate("A host5.example.").answer("TCP A host5.example.", "host5.example. 60 A 192.0.2.5");
        server.strays("TCP A host5.example.", allAnd(ADDRESSES));
        server.echoes("PTR 7.2.0.192.in-addr.arpa.", NAME_ECHOES).echoes("A host7.example.", ADDRESS_ECHOES);
        server.truncate("A host8.example.").answer("TCP A host8.example.", "host8.example. 60 A 192.0.2.8");
        server.echoes("TCP A host8.example.", ADDRESS_ECHOES);
        server.truncate("A host6.example.").silent("TCP A host6.example.");
        server.strays("TCP A host6.example.", List.of(STRAYS.get(22), answer -> with(answer, 2, answer[2] | 0x02)));
    }

    private static Door door(Stage stage, FakeNameServer server) {
        int port = ((InetSocketAddress) server.endpoint().address()).getPort();
        return new Door(
                "door",
                "smtp",
                Place.port(Ports.free()),
                stage.authPort(),
                Security.NONE,
                "proxy_protocol",
                List.of(
                        "set_real_ip_from 127.0.0.1;",
                        "resolver 127.0.0.1:" + port + " ipv6=off;",
                        "resolver_timeout 2s;"));
    }

    /** A login, whose request to the auth server says what the client is called. */
    private static Plan plan(String client) {
        return new Plan(
                List.of(
                        new Move.Send("PROXY TCP4 " + client + " 192.0.2.9 1111 25\r\n"),
                        new Move.Rest(
                                List.of("2", "3", "6").contains(client.substring(client.length() - 1)) ? 2500 : 0),
                        new Move.Send("EHLO x\r\n"),
                        new Move.Send("AUTH PLAIN AGEAYg==\r\n"),
                        new Move.Leave(End.CLOSE)),
                List.of(new Reply(List.of("HTTP/1.0 200 OK\r\nAuth-Status: no\r\n\r\n"), End.CLOSE, 0)),
                List.of(),
                List.of());
    }

    /** The lines of no session: those about name servers' answers, without numbers of questions. */
    private static String resolver(Running running) throws IOException {
        return String.join(
                "\n",
                Files.readAllLines(running.folder().resolve("logs/error.log"), StandardCharsets.ISO_8859_1).stream()
                        .filter(line -> line.contains("[error]"))
                        .map(line -> NUMBER.matcher(line.replaceFirst(".*?#\\d+: ", ""))
                                .replaceAll("$1N"))
                        .toList());
    }
}
