package io.postern.cli.rehearsal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/** Certificates of our own making, by the JDK's keytool, as PEM files. */
final class Certificates {
    private static final String PASSWORD = "rehearsal";

    private Certificates() {}

    /**
     * Writes {@code name.crt} and {@code name.key} for localhost.
     *
     * @param algorithm the key's, in keytool's words
     * @return false where that cannot be had: a run-time image without keytool, for one
     */
    static boolean write(Path folder, String name, String algorithm) throws IOException, InterruptedException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Path store = folder.resolve(name + ".p12");
        if (!Files.isExecutable(keytool)) {
            return false;
        }
        Files.deleteIfExists(store); // of an attempt before: keytool adds to what is there
        Process process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=localhost",
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (Rehearsal.ended(process) != 0) {
            return false;
        }
        try {
            char[] password = PASSWORD.toCharArray();
            KeyStore keys = KeyStore.getInstance(store.toFile(), password);
            pem(
                    folder.resolve(name + ".crt"),
                    "CERTIFICATE",
                    keys.getCertificate(name).getEncoded());
            pem(
                    folder.resolve(name + ".key"),
                    "PRIVATE KEY",
                    keys.getKey(name, password).getEncoded());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static void pem(Path file, String type, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder().encodeToString(der);
        Files.writeString(file, "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
    }
}
