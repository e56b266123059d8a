package io.postern.side;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.RevocationServer;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Keys and certificates of servers, their clients and who signed them, in files of one folder. */
final class TlsPapers {
    /** The servers' certificates by their names, {@code NAME.crt} and {@code NAME.key}. */
    static final List<String> SERVERS = List.of("rsa", "ec", "ec384", "chain");

    /** Files of authorities, each with their revocation lists beside it ({@code ca.crl}). */
    static final List<String> AUTHORITIES = List.of("ca.crt", "other.crt", "both.crt");

    private static final Duration DAY = Duration.ofDays(1);

    private final Path folder;
    private final Map<String, X509Bundle> clients = new LinkedHashMap<>();

    TlsPapers(Path folder) throws Exception {
        this.folder = folder;
        X509Bundle ca = authority("ca");
        X509Bundle other = authority("other");
        Files.writeString(folder.resolve("both.crt"), other.getCertificatePEM() + "\n" + ca.getCertificatePEM() + "\n");
        X509Bundle middle = builder("middle", Algorithm.ecp256)
                .setIsCertificateAuthority(true)
                .buildIssuedBy(ca);
        write("rsa", builder("rsa", Algorithm.rsa2048).buildIssuedBy(ca));
        write("ec", builder("ec", Algorithm.ecp256).buildIssuedBy(ca));
        write("ec384", builder("ec384", Algorithm.ecp384).buildIssuedBy(ca));
        write("chain", builder("chain", Algorithm.rsa2048).buildIssuedBy(middle));
        client("good", Algorithm.ecp256, ca);
        client("good rsa", Algorithm.rsa2048, ca);
        client("of the middle", Algorithm.ecp256, middle);
        client("of another", Algorithm.ecp256, other);
        clients.put(
                "own",
                builder("own", Algorithm.ecp256).setIsCertificateAuthority(true).buildSelfSigned());
        Instant now = Instant.now();
        clients.put(
                "late",
                builder("late", Algorithm.ecp256)
                        .notBefore(now.minus(DAY.multipliedBy(9)))
                        .notAfter(now.minus(DAY))
                        .buildIssuedBy(ca));
        clients.put(
                "early",
                builder("early", Algorithm.ecp256)
                        .notBefore(now.plus(DAY))
                        .notAfter(now.plus(DAY.multipliedBy(9)))
                        .buildIssuedBy(ca));
        clients.put(
                "server",
                builder("server", Algorithm.ecp256)
                        .addExtendedKeyUsageServerAuth()
                        .buildIssuedBy(ca));
        clients.put(
                "both",
                builder("both", Algorithm.ecp256)
                        .addExtendedKeyUsageServerAuth()
                        .addExtendedKeyUsageClientAuth()
                        .buildIssuedBy(ca));
        clients.put(
                "critical",
                builder("critical", Algorithm.ecp256)
                        .addExtensionUtf8String("1.2.3.4", true, "x")
                        .buildIssuedBy(ca));
        client("revoked", Algorithm.ecp256, ca);
        client("revoked rsa", Algorithm.rsa2048, other);
        revocations(ca, other);
    }

    /** Lists of both authorities, each with one client on it. */
    private void revocations(X509Bundle ca, X509Bundle other) throws Exception {
        RevocationServer lists = RevocationServer.getInstance();
        lists.register(ca);
        lists.register(other);
        lists.revoke(client("revoked"), Instant.now().minus(DAY));
        lists.revoke(client("revoked rsa"), Instant.now().minus(DAY));
        Files.writeString(folder.resolve("ca.crl"), list(lists, ca));
        Files.writeString(folder.resolve("other.crl"), list(lists, other));
        Files.writeString(folder.resolve("both.crl"), list(lists, ca) + list(lists, other));
    }

    /** One of the clients. */
    X509Bundle client(String name) {
        return Objects.requireNonNull(clients.get(name), name);
    }

    private static String list(RevocationServer lists, X509Bundle issuer) throws IOException {
        try (InputStream der = lists.getCrlUri(issuer).toURL().openStream()) {
            return "-----BEGIN X509 CRL-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der.readAllBytes())
                    + "\n-----END X509 CRL-----\n";
        }
    }

    private X509Bundle authority(String name) throws Exception {
        X509Bundle made =
                builder(name, Algorithm.ecp256).setIsCertificateAuthority(true).buildSelfSigned();
        Files.writeString(folder.resolve(name + ".crt"), made.getCertificatePEM() + "\n");
        return made;
    }

    private static CertificateBuilder builder(String name, Algorithm algorithm) {
        return new CertificateBuilder().algorithm(algorithm).subject("O=Papers,CN=" + name);
    }

    private void client(String name, Algorithm algorithm, X509Bundle issuer) throws Exception {
        clients.put(name, builder(name, algorithm).buildIssuedBy(issuer));
    }

    private void write(String name, X509Bundle made) throws IOException {
        Files.writeString(folder.resolve(name + ".crt"), made.getCertificatePathPEM() + "\n");
        Files.writeString(folder.resolve(name + ".key"), made.getPrivateKeyPEM() + "\n");
    }

    /** The folder with all files. */
    Path folder() {
        return folder;
    }

    List<X509Bundle> clients() {
        return List.copyOf(clients.values());
    }
}
