package io.postern.cli;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Everything around the proxy in the run that {@link Prepare} makes: a configuration, an auth server, back ends and clients, which log
 * in by each protocol, in clear and over TLS, say a word to their back end and leave. In a process of its own: what a client needs is
 * not to be laid out for the proxy, whose start costs the more the more is.
 */
public final class Rehearsal implements Closeable {
    private static final List<String> PROTOCOLS = List.of("imap", "pop3", "smtp");
    /** Often enough that a JVM which keeps profiles (from 25 on) has seen what matters. */
    private static final int TIMES = 20;
    /** Seconds after which nothing more comes; a JVM that writes an archive at its end takes its time. */
    private static final int PATIENCE = 300;

    private final Path folder;
    private final boolean encrypted;
    private final List<ServerSocket> servers = new ArrayList<>();
    private final int auth;
    private final int[] backends = new int[PROTOCOLS.size()];
    /** Of the proxy: one for each protocol, then the same over TLS. */
    private final int[] ports = new int[2 * PROTOCOLS.size()];
    /** Of the proxy's http{}, whom the first of them asks. */
    private final int http;

    /** @throws IOException when there is no port or no file to be had */
    private Rehearsal(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        encrypted = certificate("rsa", "RSA") && certificate("ec", "EC");
        for (int i = 0; i < backends.length; i++) {
            String protocol = PROTOCOLS.get(i);
            backends[i] = serve(socket -> letIn(protocol, socket));
        }
        auth = serve(this::answer);
        List<ServerSocket> free = new ArrayList<>();
        for (int i = 0; i < ports.length; i++) {
            free.add(listen());
            ports[i] = free.get(i).getLocalPort();
        }
        free.add(listen());
        http = free.get(ports.length).getLocalPort();
        for (ServerSocket server : free) {
            server.close();
        }
    }

    /**
     * Works in the folder that comes first, which the launcher removes; what follows runs {@link Prepare}. Native libraries are unpacked
     * to the folder that {@code postern.prepare} names.
     */
    public static void main(String[] args) throws Exception {
        NativeLibraries.unpack(Path.of(System.getProperty("postern.prepare", args[0])));
        Path folder = Path.of(args[0]);
        Path conf = folder.resolve("nginx.conf");
        List<String> command = new ArrayList<>(List.of(args).subList(1, args.length));
        command.addAll(List.of("-p", folder + "/", "-c", conf.toString(), "-e", "stderr"));
        try (Rehearsal rehearsal = new Rehearsal(folder)) {
            Files.createDirectories(folder.resolve("logs"));
            Files.writeString(conf, rehearsal.configuration(), StandardCharsets.ISO_8859_1);
            Process proxy = new ProcessBuilder(command).inheritIO().start();
            rehearsal.play(proxy);
            proxy.destroy(); // SIGTERM
            System.exit(ended(proxy));
        }
    }

    /** Its exit status, when it has ended; made to end where it takes too long. Whoever waits for this holds the lock of the archives. */
    private static int ended(Process process) throws InterruptedException {
        if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return process.waitFor();
    }

    /** What the proxy is to read. */
    private String configuration() {
        StringBuilder text = new StringBuilder("""
                daemon off;
                master_process off;
                error_log %1$s/error.log info;
                pid %1$s/pid;
                events { }
                http {
                    server {
                        listen 127.0.0.1:%3$d;
                        location /auth {
                            add_header Auth-Status OK;
                            add_header Auth-Server 127.0.0.1;
                            add_header Auth-Port %4$d;
                            return 204;
                        }
                    }
                }
                mail {
                    auth_http 127.0.0.1:%2$d/auth;
                """.formatted(folder, auth, http, backends[0]));
        for (int i = 0; i < ports.length; i++) {
            boolean tls = i >= PROTOCOLS.size();
            if (!tls || encrypted) {
                text.append("    server { protocol ")
                        .append(PROTOCOLS.get(i % PROTOCOLS.size()))
                        .append("; listen 127.0.0.1:")
                        .append(ports[i])
                        .append(tls ? " ssl; server_name localhost; ssl_session_cache shared:rehearsal:1m;" : ";");
                if (i == 0) {
                    text.append(" auth_http 127.0.0.1:").append(http).append("/auth;");
                }
                for (String name : tls ? List.of("rsa", "ec") : List.<String>of()) {
                    text.append(" ssl_certificate ")
                            .append(folder.resolve(name))
                            .append(".crt;");
                    text.append(" ssl_certificate_key ")
                            .append(folder.resolve(name))
                            .append(".key;");
                }
                text.append(" }\n");
            }
        }
        return text.append("}\n").toString();
    }

    /** All clients, one after the other; what fails is left out. */
    private void play(Process proxy) {
        for (int port = 0; port < ports.length && proxy.isAlive(); port++) {
            boolean tls = port >= PROTOCOLS.size();
            for (int i = 0; i < (tls && !encrypted ? 0 : TIMES); i++) {
                try (Socket client = connect(ports[port], tls)) {
                    visit(PROTOCOLS.get(port % PROTOCOLS.size()), client);
                } catch (IOException | GeneralSecurityException e) {
                    break; // less is known at the next start, which is all
                }
            }
        }
    }

    private static Socket connect(int port, boolean tls) throws IOException, GeneralSecurityException {
        InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        IOException last = null;
        for (int attempt = 0; attempt < 100; attempt++) {
            Socket socket = tls ? anyone().getSocketFactory().createSocket() : new Socket();
            socket.setSoTimeout(3000);
            try {
                socket.connect(to, 1000);
                return socket;
            } catch (IOException e) { // the proxy does not listen yet
                last = e;
                socket.close();
                pause();
            }
        }
        throw last == null ? new IOException("not tried") : last;
    }

    /** TLS with whoever answers. */
    private static SSLContext anyone() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                null,
                new TrustManager[] {
                    new X509TrustManager() {
                        @Override
                        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

                        @Override
                        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

                        @Override
                        public X509Certificate[] getAcceptedIssuers() {
                            return new X509Certificate[0];
                        }
                    }
                },
                null);
        return context;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Logs in, and says a word to the back end. */
    private static void visit(String protocol, Socket client) throws IOException {
        List<String> lines =
                switch (protocol) {
                    case "imap" -> List.of("a LOGIN user pass", "b NOOP");
                    case "pop3" -> List.of("USER user", "PASS pass", "NOOP");
                    default -> List.of("EHLO client", "AUTH PLAIN AHVzZXIAcGFzcw==", "NOOP");
                };
        BufferedReader in = reader(client);
        hear(in);
        for (String line : lines) {
            say(client, line);
            hear(in);
        }
    }

    /** A reply, of several lines where SMTP says so. */
    private static void hear(BufferedReader in) throws IOException {
        String line;
        do {
            line = in.readLine();
        } while (line != null && line.length() > 3 && line.charAt(3) == '-');
    }

    private static void say(Socket to, String line) throws IOException {
        OutputStream out = to.getOutputStream();
        out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    /** The auth server: sends everybody to the back end of his protocol. */
    private void answer(Socket socket) throws IOException {
        BufferedReader in = reader(socket);
        int port = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.startsWith("Auth-Protocol: ")) {
                port = backends[PROTOCOLS.indexOf(line.substring("Auth-Protocol: ".length()))];
            }
        }
        say(socket, "HTTP/1.0 200 OK\r\nAuth-Status: OK\r\nAuth-Server: 127.0.0.1\r\nAuth-Port: " + port + "\r\n");
    }

    /** A back end: lets everybody in. */
    private static void letIn(String protocol, Socket socket) throws IOException {
        BufferedReader in = reader(socket);
        boolean imap = protocol.equals("imap");
        say(socket, imap ? "* OK ready" : protocol.equals("pop3") ? "+OK ready" : "220 ready");
        String tag = "";
        boolean literal = false;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (imap && !literal) {
                tag = line.substring(0, Math.max(0, line.indexOf(' ')));
            }
            literal = imap && line.endsWith("}");
            say(socket, literal ? "+ go on" : imap ? tag + " OK done" : protocol.equals("pop3") ? "+OK" : "250 ok");
        }
    }

    /** What one connection of a server is for. */
    private interface Talk {
        void with(Socket socket) throws IOException;
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    }

    /** Talks to one connection after the other; returns the port. */
    private int serve(Talk talk) throws IOException {
        ServerSocket server = listen();
        servers.add(server);
        Thread thread = new Thread(() -> {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    talk.with(socket);
                } catch (IOException e) {
                    // that one has gone, or the run is over
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return server.getLocalPort();
    }

    /** Has the JDK's keytool make a key and a certificate of it; false where that cannot be had. */
    private boolean certificate(String name, String algorithm) throws IOException, InterruptedException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Path store = folder.resolve(name + ".p12");
        String password = "rehearsal";
        if (!Files.isExecutable(keytool)) {
            return false;
        }
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
                        password)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (ended(process) != 0) {
            return false;
        }
        try {
            KeyStore keys = KeyStore.getInstance(store.toFile(), password.toCharArray());
            pem(name + ".crt", "CERTIFICATE", keys.getCertificate(name).getEncoded());
            pem(
                    name + ".key",
                    "PRIVATE KEY",
                    keys.getKey(name, password.toCharArray()).getEncoded());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private void pem(String file, String type, byte[] der) throws IOException {
        Files.writeString(
                folder.resolve(file),
                "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + type
                        + "-----\n");
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket server : servers) {
            server.close();
        }
    }
}
