package io.postern.bench.contender;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The key and certificate that all contenders show. */
public final class Certificates {
    private Certificates() {}

    /** Makes bench.key and bench.crt (RSA, 2048 bits), and both as bench.pem, in this folder with the openssl command. */
    public static void make(Path folder) throws IOException, InterruptedException {
        Process openssl = new ProcessBuilder(
                        "openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=bench.example -keyout bench.key -out bench.crt"
                                .split(" "))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.log").toFile())
                .start();
        if (openssl.waitFor() != 0) {
            throw new IOException("openssl made no certificate, see " + folder.resolve("openssl.log"));
        }
        Files.writeString(
                folder.resolve("bench.pem"),
                Files.readString(folder.resolve("bench.crt"), StandardCharsets.US_ASCII)
                        + Files.readString(folder.resolve("bench.key"), StandardCharsets.US_ASCII));
    }
}
