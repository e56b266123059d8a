package io.postern.side;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The certificate of the doors with TLS: one for all programs of this JVM, so that they cannot be told apart by it. */
public final class Certificate {
    private static final String PEM = make();

    private Certificate() {}

    private static String make() {
        try {
            X509Bundle bundle = new CertificateBuilder()
                    .ecp256()
                    .subject("CN=" + Door.HOST)
                    .addSanDnsName(Door.HOST)
                    .addSanDnsName("localhost")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
            return bundle.getCertificatePEM() + "\n" + bundle.getPrivateKeyPEM() + "\n";
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes it and its key to {@code server.pem} in that folder. */
    public static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("server.pem"), PEM);
    }
}
