package io.postern.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.postern.side.OneKey;
import io.postern.side.Ports;
import io.postern.side.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers of http{} that listen with {@code ssl}, several on one address: which certificate a client is shown, what it is answered, what
 * the logs tell.
 */
class HttpTlsIT {
    private static final int PATIENCE = 30_000;

    private final Map<String, X509Bundle> certificates = new LinkedHashMap<>();

    @Test
    void clientsInTls_sameCertificatesRepliesAndLines(@TempDir Path folder) throws Exception {
        for (String name : List.of("a", "b", "client")) {
            certificates.put(name, made(name));
        }
        String ours = play(Program.postern(), folder.resolve("ours"));
        Optional<Program> nginx = Program.nginx().filter(n -> n.isAtLeast("1.31.5"));
        if (nginx.isPresent()) {
            assertEquals(play(nginx.get(), folder.resolve("nginx")), ours);
        }
        assertEquals(Files.readString(Path.of("src/test/resources/io/postern/http/tls.expected")), bare(ours));
    }

    /** Of a server that is told apart by its name alone, too. */
    @Test
    void changedCertificate_isShownAfterAReload(@TempDir Path folder) throws Exception {
        for (String name : List.of("a", "b", "client")) {
            certificates.put(name, made(name));
        }
        String ours = reload(Program.postern(), folder.resolve("ours"));
        assertEquals("CN=a.test|CN=later.test|CN=b.test", ours);
        Optional<Program> nginx = Program.nginx();
        if (nginx.isPresent()) {
            assertEquals(reload(nginx.get(), folder.resolve("nginx")), ours);
        }
    }

    private void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, X509Bundle> one : certificates.entrySet()) {
            write(folder.resolve(one.getKey() + ".pem"), one.getValue());
        }
    }

    private static void write(Path file, X509Bundle bundle) throws IOException {
        Files.writeString(file, bundle.getCertificatePEM() + "\n" + bundle.getPrivateKeyPEM() + "\n");
    }

    private String reload(Program program, Path folder) throws Exception {
        write(folder);
        int port = Ports.free();
        int secure = Ports.free();
        int mail = Ports.free();
        // a variable that older versions of nginx do not have, and that nobody reads here
        String text = SideBySide.configuration("tls.conf", Map.of("PORT", port, "SECURE", secure, "MAIL", mail))
                .replace(" $ssl_sigalgs", "");
        try (Program.Running running = program.start(folder, text, List.of(mail))) {
            String before = shown(secure, "a.test");
            write(folder.resolve("a.pem"), made("later"));
            // nginx keeps what it read of a file that was changed in the same second
            Files.setLastModifiedTime(
                    folder.resolve("a.pem"), FileTime.from(Instant.now().plusSeconds(5)));
            Process hup = new ProcessBuilder(
                            "kill", "-HUP", String.valueOf(running.process().pid()))
                    .start();
            assertEquals(0, hup.waitFor());
            String after = shown(secure, "a.test");
            long end = System.nanoTime() + Duration.ofMillis(PATIENCE).toNanos();
            while (after.equals(before) && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(20);
                after = shown(secure, "a.test");
            }
            return before + "|" + after + "|" + shown(secure, "b.test");
        }
    }

    private static X509Bundle made(String name) throws Exception {
        return new CertificateBuilder()
                .ecp256()
                .subject((name.equals("client") ? "UID=a\\+b,O=Gr\u00fc\u00dfe,C=DE," : "") + "CN=" + name + ".test")
                .notAfter(Instant.now().plus(Duration.ofHours(50 * 24 + 1)))
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private static String shown(int port, String name) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name)));
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(PATIENCE);
            socket.startHandshake();
            return socket.getSession().getPeerPrincipal().toString();
        }
    }

    /** Without what differs from one certificate, or one JDK, to the next. */
    private static String bare(String said) {
        return said.replaceAll("\\w{3} [ \\d]\\d [\\d:]{8} \\d{4} GMT", "TIME")
                .replaceAll(" [0-9a-f]{40} [0-9A-F]+ -----BEGIN\\S+", " CERTIFICATE")
                .replaceAll("(?s)-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", "CERTIFICATE")
                .replaceAll("(/(?:who|papers) .*Content-Length: )\\d+", "$1N")
                .replaceAll("(/offer .*Content-Length: )\\d+(.*\\|\\|).*", "$1N$2OFFER");
    }

    private String play(Program program, Path folder) throws Exception {
        write(folder);
        int port = Ports.free();
        int secure = Ports.free();
        int mail = Ports.free();
        String text = SideBySide.configuration("tls.conf", Map.of("PORT", port, "SECURE", secure, "MAIL", mail));
        StringBuilder all = new StringBuilder();
        try (Program.Running running = program.start(folder, text, List.of(mail))) {
            for (String talk : SideBySide.lines("tls.talks")) {
                if (!talk.startsWith("#")) {
                    all.append(talk)
                            .append(" => ")
                            .append(talk(secure, talk.split(" ", -1)))
                            .append('\n');
                }
            }
            all.append("auth => ").append(said(port, "/auth")).append('\n');
            assertEquals(folder, running.folder());
        }
        all.append(Files.readString(folder.resolve("logs/access.log")));
        for (String line : Files.readAllLines(folder.resolve("logs/error.log"))) {
            if (line.contains("client: ")) {
                all.append(line.replaceFirst("^[^\\[]*", "").replaceFirst("\\d+#\\d+: \\*\\d+ ", ""))
                        .append('\n');
            }
        }
        return all.toString().replace(String.valueOf(secure), "SECURE").replace(String.valueOf(port), "PORT");
    }

    private static String said(int port, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return exchange(socket, "a.test", path);
        }
    }

    private String talk(int port, String[] words) throws Exception {
        String asked = words[0];
        if (asked.equals("plain")) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return exchange(socket, words[2], words[3]);
            }
        }
        SSLContext context = SSLContext.getInstance("TLS");
        X509Bundle own = certificates.get(words[1]);
        context.init(
                own == null ? null : new KeyManager[] {new OneKey(own)},
                InsecureTrustManagerFactory.INSTANCE.getTrustManagers(),
                null);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            SSLParameters parameters = socket.getSSLParameters();
            if (!asked.equals("-")) {
                parameters.setServerNames(List.of(new SNIHostName(asked.getBytes(StandardCharsets.US_ASCII))));
            }
            parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(PATIENCE);
            try {
                socket.startHandshake();
            } catch (SSLException refused) {
                // later JDKs put the name in front once more
                return String.valueOf(refused.getMessage()).replaceFirst("^\\(\\w+\\) ", "");
            }
            Principal shown = socket.getSession().getPeerPrincipal();
            return shown + " " + socket.getSession().getProtocol() + " " + socket.getApplicationProtocol() + " "
                    + exchange(socket, words[2], words[3]);
        }
    }

    private static String exchange(Socket socket, String host, String path) throws IOException {
        socket.setSoTimeout(PATIENCE);
        String head = host.equals("-") ? " HTTP/1.0\r\n" : " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n";
        socket.getOutputStream().write(("GET " + path + head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        return reply.replaceAll("Date: [^\r]*", "Date: ?").replace("\r\n", "|");
    }
}
