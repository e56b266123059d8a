package io.postern.bench.contender;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A key and its certificate that all contenders show. */
public enum Certificate {
    /** 2,048 bits; what a signature costs depends on the TLS library and, with OpenSSL, on the CPU (AVX-512 IFMA halves it). */
    RSA("rsa:2048"),
    /** P-256, as the public certification authorities give out by default. */
    ECDSA("ec -pkeyopt ec_paramgen_curve:prime256v1");

    private final String kind;

    Certificate(String kind) {
        this.kind = kind;
    }

    /** Makes each key and certificate, and both in one file, in this folder with the openssl command. */
    public static void make(Path folder) throws IOException, InterruptedException {
        for (Certificate each : values()) {
            each.makeIn(folder);
        }
    }

    Path certificate(Path folder) {
        return folder.resolve(name() + ".crt");
    }

    Path key(Path folder) {
        return folder.resolve(name() + ".key");
    }

    /** Certificate and key in one file. */
    Path both(Path folder) {
        return folder.resolve(name() + ".pem");
    }

    private void makeIn(Path folder) throws IOException, InterruptedException {
        String command = "openssl req -x509 -newkey " + kind + " -nodes -days 30 -subj /CN=bench.example -keyout "
                + key(folder) + " -out " + certificate(folder);
        Process openssl = new ProcessBuilder(command.split(" "))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.log").toFile())
                .start();
        if (openssl.waitFor() != 0) {
            throw new IOException("openssl made no certificate, see " + folder.resolve("openssl.log"));
        }
        Files.writeString(
                both(folder),
                Files.readString(certificate(folder), StandardCharsets.US_ASCII)
                        + Files.readString(key(folder), StandardCharsets.US_ASCII));
    }
}
