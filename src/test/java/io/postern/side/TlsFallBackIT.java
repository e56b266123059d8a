package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.pkitesting.X509Bundle;
import io.postern.side.Plan.End;
import io.postern.side.Plan.Move;
import io.postern.side.Plan.Reply;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where BoringSSL cannot be loaded, for its library is not there, the JDK's engine serves every protocol, client certificates and all, as
 * nginx does; the log says at start who does it.
 */
class TlsFallBackIT {
    private static final String REFUSAL = "HTTP/1.0 200 OK\r\nAuth-Status: no\r\n\r\n";

    @Test
    void withoutBoringSsl_theJdkServes(@TempDir Path folder) throws Exception {
        TlsPapers papers = new TlsPapers(Files.createDirectories(folder.resolve("papers")));
        Rooms rooms = new Rooms();
        for (String protocol : List.of("imap", "pop3", "smtp")) {
            for (Security security : List.of(Security.TLS, Security.STARTTLS)) {
                Stage stage = new Stage();
                Door door = door(protocol, security, stage, papers);
                rooms.add(stage, door, plans(door, papers));
            }
        }
        rooms.playAll(folder, withoutBoringSsl());
        String log = Files.readString(folder.resolve("postern/logs/error.log"), StandardCharsets.ISO_8859_1);
        assertTrue(
                log.contains("[warn] ") && log.contains("BoringSSL cannot be loaded, TLS is done by the JDK: "), log);
    }

    /** Postern where the jars with BoringSSL are missing; its own jar would name them again. */
    private static Program withoutBoringSsl() {
        Program usual = Program.postern();
        List<String> command = new ArrayList<>(usual.command());
        int at = command.indexOf("-cp") + 1;
        command.set(
                at,
                Arrays.stream(command.get(at).split(File.pathSeparator, -1))
                        .filter(jar -> !jar.contains("netty-tcnative-boringssl-static"))
                        .map(jar -> jar.endsWith("postern.jar")
                                ? Path.of(jar).resolveSibling("classes").toString()
                                : jar)
                        .collect(Collectors.joining(File.pathSeparator)));
        return new Program(usual.name(), command, usual.version(), usual.preamble());
    }

    private static Door door(String protocol, Security security, Stage stage, TlsPapers papers) {
        return new Door(
                protocol + security,
                protocol,
                Place.port(Ports.free()),
                stage.authPort(),
                security,
                "",
                List.of(
                        "ssl_verify_client on;",
                        "ssl_client_certificate " + papers.folder().resolve("ca.crt") + ";",
                        "ssl_crl " + papers.folder().resolve("ca.crl") + ";",
                        "auth_http_pass_client_cert on;"));
    }

    private static List<Plan> plans(Door door, TlsPapers papers) {
        List<Plan> plans = new ArrayList<>();
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            for (String who : List.of("", "good", "good rsa", "late", "of another", "revoked")) {
                plans.add(plan(door, version, who.isEmpty() ? null : papers.client(who)));
            }
        }
        return plans;
    }

    private static Plan plan(Door door, String version, @Nullable X509Bundle certificate) {
        List<Move> moves = new ArrayList<>();
        boolean smtp = door.protocol().equals("smtp");
        if (door.security() == Security.STARTTLS) {
            moves.add(new Move.Send(
                    switch (door.protocol()) {
                        case "imap" -> "s STARTTLS\r\n";
                        case "pop3" -> "STLS\r\n";
                        default -> "STARTTLS\r\n";
                    }));
        }
        TlsClient client = new TlsClient(List.of(version), List.of(), List.of(door.protocol()), "", certificate);
        moves.add(new Move.Shake(() -> new TlsEnd(client), "as " + client));
        moves.add(new Move.Send(
                smtp ? "EHLO there\r\n" : door.protocol().equals("imap") ? "a CAPABILITY\r\n" : "CAPA\r\n"));
        moves.add(new Move.Send(
                door.protocol().equals("imap") ? "l LOGIN joe secret\r\n" : "AUTH PLAIN AGpvZQBzZWNyZXQ=\r\n"));
        moves.add(new Move.Leave(End.CLOSE));
        return new Plan(moves, List.of(new Reply(List.of(REFUSAL), End.STAY, 0)), List.of(), List.of());
    }
}
