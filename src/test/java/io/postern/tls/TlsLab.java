package io.postern.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Certificates and keys of every kind, made with the openssl command for one test class. */
public final class TlsLab {
    public final Path folder;

    public TlsLab(Path folder) throws Exception {
        this.folder = folder;
        authority("ca", "/CN=Lab CA");
        authority("ca2", "/CN=Other CA");
        run("openssl", "ecparam", "-name", "prime256v1", "-out", "p256.pem");
        certificate("rsa", "/CN=localhost", "rsa:2048");
        certificate("ec", "/CN=localhost", "ec:p256.pem");
        certificate("client", "/CN=alice/O=Post/emailAddress=a@example.org", "rsa:2048");
        run("openssl", "rsa", "-in", "rsa.key", "-traditional", "-out", "rsa-trad.key");
        run("openssl", "ec", "-in", "ec.key", "-out", "ec-sec1.key");
        for (String cipher : List.of("aes128", "aes256", "des3")) {
            run(
                    "openssl",
                    "rsa",
                    "-in",
                    "rsa.key",
                    "-traditional",
                    "-" + cipher,
                    "-passout",
                    "pass:secret",
                    "-out",
                    "rsa-trad-" + cipher + ".key");
            run(
                    "openssl",
                    "pkcs8",
                    "-topk8",
                    "-v2",
                    cipher,
                    "-in",
                    "rsa.key",
                    "-passout",
                    "pass:secret",
                    "-out",
                    "rsa-pkcs8-" + cipher + ".key");
        }
        run(
                "openssl",
                "pkcs8",
                "-topk8",
                "-v2",
                "aes-256-cbc",
                "-v2prf",
                "hmacWithSHA512",
                "-in",
                "ec.key",
                "-passout",
                "pass:secret",
                "-out",
                "ec-pkcs8.key");
        run(
                "openssl",
                "pkcs8",
                "-topk8",
                "-v1",
                "PBE-SHA1-3DES",
                "-in",
                "rsa.key",
                "-passout",
                "pass:secret",
                "-out",
                "rsa-pkcs12.key");
        run(
                "openssl",
                "pkcs8",
                "-topk8",
                "-scrypt",
                "-scrypt_p",
                "4",
                "-in",
                "rsa.key",
                "-passout",
                "pass:secret",
                "-out",
                "rsa-scrypt-p4.key");
        run("openssl", "dhparam", "-dsaparam", "-out", "dh.pem", "2048");
        for (int size : List.of(48, 50, 80)) {
            byte[] bytes = new byte[size];
            new java.security.SecureRandom().nextBytes(bytes);
            Files.write(folder.resolve("t" + size), bytes);
        }
        Files.writeString(folder.resolve("pw"), "wrong\r\n\nsecret");
    }

    String path(String name) {
        return folder.resolve(name).toString();
    }

    void authority(String name, String subject) throws Exception {
        run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                name + ".key",
                "-out",
                name + ".crt",
                "-days",
                "30",
                "-subj",
                subject);
    }

    /** A certificate signed by "ca". */
    void certificate(String name, String subject, String kind, String... more) throws Exception {
        List<String> request = new ArrayList<>(List.of(
                "openssl",
                "req",
                "-newkey",
                kind,
                "-nodes",
                "-keyout",
                name + ".key",
                "-out",
                name + ".csr",
                "-utf8",
                "-subj",
                subject));
        request.addAll(List.of(more));
        run(request.toArray(String[]::new));
        run(
                "openssl",
                "x509",
                "-req",
                "-in",
                name + ".csr",
                "-CA",
                "ca.crt",
                "-CAkey",
                "ca.key",
                "-CAcreateserial",
                "-days",
                "10",
                "-out",
                name + ".crt");
    }

    /** Parameters of a named group of Diffie-Hellman (RFC 7919): OpenSSL's decoder reads them, nginx's own reader does not. */
    public void groupParameters(String file) throws Exception {
        run("openssl", "genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048", "-out", file);
    }

    /** Runs a command in the folder; skips the test where there is no openssl. */
    public String run(String... command) throws Exception {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + ": " + out);
            }
            return out;
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).startsWith("Cannot run program")) {
                return Assumptions.abort("needs the openssl command");
            }
            throw e;
        }
    }
}
