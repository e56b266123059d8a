package io.postern.side;

import io.netty.pkitesting.X509Bundle;
import io.postern.side.Plan.End;
import io.postern.side.Plan.Move;
import io.postern.side.Plan.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Server blocks with TLS as people might write them, and clients that shake hands with them. Where the two are known to part, the dice do
 * not fall (tls.md has the words for it):
 *
 * <ul>
 *   <li>suites, groups and keys that BoringSSL lacks (finite fields, X448, CCM, Ed25519 of clients) are not offered;
 *   <li>suites of TLSv1.3 and signature schemes stand in the order of OpenSSL's clients: BoringSSL goes by its own;
 *   <li>no client of TLSv1.3 ranks RSA before ECDSA: BoringSSL shows ECDSA's certificate first;
 *   <li>what is sealed is not counted: tickets of TLSv1.3 are others where {@code ssl_session_tickets} are off or a session goes on;
 *   <li>revocation lists are those of the authorities, and no chain is cut short of them: another's signature leaves an error in OpenSSL's
 *       queue, which is logged elsewhere.
 * </ul>
 */
final class TlsDice {
    private static final String REFUSAL = "HTTP/1.0 200 OK\r\nAuth-Status: no\r\n\r\n";

    private final Dice dice;
    private final TlsPapers papers;

    TlsDice(Dice dice, TlsPapers papers) {
        this.dice = dice;
        this.papers = papers;
    }

    Door door(int number, Stage stage) {
        String protocol = dice.one("imap", "pop3", "smtp");
        Security security = dice.percent(65) ? Security.TLS : Security.STARTTLS;
        List<String> extra = new ArrayList<>();
        if (security == Security.STARTTLS && dice.percent(40)) {
            extra.add("starttls only;");
        }
        extra.add(protocol + "_auth plain;");
        for (String certificate : certificates()) {
            extra.add("ssl_certificate " + papers.folder().resolve(certificate + ".crt") + ";");
            extra.add("ssl_certificate_key " + papers.folder().resolve(certificate + ".key") + ";");
        }
        extra.add("ssl_protocols "
                + (dice.percent(60)
                        ? "TLSv1.2 TLSv1.3"
                        : dice.one("TLSv1.2", "TLSv1.3", "TLSv1 TLSv1.1 TLSv1.2 TLSv1.3", "TLSv1.1 TLSv1.2"))
                + ";");
        maybe(
                extra,
                60,
                "ssl_ciphers "
                        + dice.one(
                                "HIGH:!aNULL:!MD5",
                                "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256",
                                "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305",
                                "AES128-SHA:AES256-GCM-SHA384",
                                "EECDH+AESGCM:EDH+AESGCM",
                                "DEFAULT:@SECLEVEL=0",
                                "ECDHE-RSA-AES128-SHA:AES128-SHA:@SECLEVEL=0")
                        + ";");
        maybe(extra, 30, "ssl_prefer_server_ciphers on;");
        maybe(
                extra,
                50,
                "ssl_ecdh_curve "
                        + dice.one("auto", "X25519", "P-256:P-384", "secp521r1", "secp384r1:prime256v1", "P-384:X25519")
                        + ";");
        maybe(
                extra,
                60,
                "ssl_session_cache "
                        + dice.one("shared:zone:1m", "none", "off", "builtin:100", "builtin:100 shared:zone:1m")
                        + ";");
        maybe(extra, 30, "ssl_session_tickets off;");
        if (dice.percent(50)) {
            clients(extra);
        }
        maybe(
                extra,
                20,
                "ssl_conf_command "
                        + dice.one(
                                "Options ServerPreference",
                                "MinProtocol TLSv1.2",
                                "MaxProtocol TLSv1.2",
                                "Protocol -TLSv1.3",
                                "Groups P-256:X25519",
                                "SignatureAlgorithms ECDSA+SHA256:RSA-PSS+SHA256:RSA+SHA256",
                                "CipherString ECDHE+AESGCM")
                        + ";");
        return new Door("door" + number, protocol, Place.port(Ports.free()), stage.authPort(), security, "", extra);
    }

    private List<String> certificates() {
        List<String> all = new ArrayList<>(List.of(dice.one("rsa", "chain"), dice.one("ec", "ec384")));
        if (dice.percent(50)) {
            all.remove(dice.below(2));
        }
        return all;
    }

    private void clients(List<String> extra) {
        String verify = dice.one("on", "optional", "optional_no_ca");
        extra.add("ssl_verify_client " + verify + ";");
        String authority = dice.one(TlsPapers.AUTHORITIES.toArray(new String[0]));
        extra.add("ssl_client_certificate " + papers.folder().resolve(authority) + ";");
        maybe(extra, 20, "ssl_trusted_certificate " + papers.folder().resolve("ca.crt") + ";");
        boolean lists = dice.percent(30);
        if (lists) {
            extra.add("ssl_crl " + papers.folder().resolve(authority.replace(".crt", ".crl")) + ";");
        }
        maybe(extra, 40, "ssl_verify_depth " + (lists ? dice.one("1", "2", "5") : dice.one("0", "1", "2", "5")) + ";");
        maybe(extra, 40, "auth_http_pass_client_cert on;");
    }

    private void maybe(List<String> extra, int chance, String line) {
        if (dice.percent(chance)) {
            extra.add(line);
        }
    }

    Plan plan(Door door) {
        List<Move> moves = new ArrayList<>();
        if (door.security() == Security.STARTTLS) {
            inClear(door, moves);
        }
        if (dice.percent(55)) {
            hello(door, moves);
        } else {
            session(door, moves);
        }
        List<Reply> auth = List.of(new Reply(List.of(REFUSAL), End.STAY, 0), new Reply(List.of(REFUSAL), End.STAY, 0));
        return new Plan(moves, auth, List.of(), List.of());
    }

    private void inClear(Door door, List<Move> moves) {
        if (door.protocol().equals("smtp")) {
            moves.add(new Move.Send("EHLO here\r\n"));
        }
        if (dice.percent(25)) {
            moves.add(new Move.Send(login(door)));
        }
        String start =
                switch (door.protocol()) {
                    case "imap" -> "s STARTTLS\r\n";
                    case "pop3" -> "STLS\r\n";
                    default -> "STARTTLS\r\n";
                };
        // what is said behind it in the same piece is nobody's
        moves.add(new Move.Send(start + (dice.percent(20) ? leave(door) : "")));
    }

    /** A first message by hand, and something behind it. */
    private void hello(Door door, List<Move> moves) {
        Hello hello = new HelloDice(dice, door).hello();
        byte[] bytes = hello.bytes();
        int first = dice.percent(30) ? 1 + dice.below(bytes.length) : bytes.length;
        byte[] piece = Arrays.copyOf(bytes, first);
        moves.add(new Move.Shake(
                () -> new HelloEnd(piece),
                "with " + hello + (first < bytes.length ? ", " + first + " bytes of it" : "")));
        if (first < bytes.length && dice.percent(85)) {
            moves.add(new Move.Raw(new String(bytes, first, bytes.length - first, StandardCharsets.ISO_8859_1)));
        }
        moves.add(new Move.Leave(dice.percent(90) ? End.CUT : End.RESET));
    }

    /** The JDK's whole handshake, and a short session. */
    private void session(Door door, List<Move> moves) {
        List<X509Bundle> all = papers.clients();
        boolean shows = dice.percent(door.has("ssl_verify_client") ? 75 : 10);
        TlsClient client = new TlsClient(
                dice.percent(50) ? List.of("TLSv1.2", "TLSv1.3") : List.of(dice.one("TLSv1.2", "TLSv1.3")),
                dice.percent(70)
                        ? List.of()
                        : List.of(
                                dice.one("TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256"),
                                dice.one(
                                        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                                        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384")),
                dice.percent(60) ? List.of() : List.of(dice.percent(80) ? door.protocol() : "h2"),
                dice.percent(50) ? "mail.example.com" : "",
                shows ? all.get(dice.below(all.size())) : null);
        moves.add(new Move.Shake(() -> new TlsEnd(client), "as " + client));
        if (door.protocol().equals("smtp")) {
            moves.add(new Move.Send("EHLO there\r\n"));
        }
        if (dice.percent(70)) {
            moves.add(new Move.Send(login(door)));
        }
        if (dice.percent(60)) {
            moves.add(new Move.Send(leave(door)));
        }
        moves.add(new Move.Leave(dice.percent(70) ? End.HALF : dice.percent(50) ? End.CUT : End.CLOSE));
    }

    private static String login(Door door) {
        return door.protocol().equals("imap") ? "l LOGIN joe secret\r\n" : "AUTH PLAIN AGpvZQBzZWNyZXQ=\r\n";
    }

    private static String leave(Door door) {
        return door.protocol().equals("imap") ? "b LOGOUT\r\n" : "QUIT\r\n";
    }
}
