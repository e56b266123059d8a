package io.postern.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.side.Certificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand sessions in every stage, two hundred reloads, logins all the while: nobody is lost, and nothing is left of it. */
class ReloadIT {
    private static final int SESSIONS = 1000;
    private static final int RELOADS = 200;
    private static final int OF_EACH_STAGE = 20;
    private static final int CALLERS = 2;
    private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");

    @TempDir
    Path dir;

    private FakeMailServers servers;
    private Site site;
    private int imap;
    private int secure;
    private int smtp;

    @BeforeEach
    void open() throws Exception {
        Site.assumePackaged();
        Assumptions.assumeTrue(Files.exists(JCMD), "jcmd, which a JDK has, is not there");
        servers = new FakeMailServers();
        site = new Site(dir);
        imap = Site.freePort();
        secure = Site.freePort();
        smtp = Site.freePort();
        Certificate.write(dir);
        site.conf(conf(0));
        assertEquals(0, site.run(), site::output);
    }

    @AfterEach
    void close() throws Exception {
        if (site != null) {
            site.close();
            servers.close();
        }
    }

    /** Every configuration has another delay, so that none is its predecessor's copy. */
    private String conf(int number) {
        return """
                error_log logs/error.log notice;
                events { worker_connections 8192; }
                mail {
                    auth_http 127.0.0.1:%d; auth_http_timeout 600s; timeout 600s; server_name localhost;
                    ssl_certificate server.pem; ssl_certificate_key server.pem;
                    server { listen 127.0.0.1:%d backlog=1024; protocol imap; }
                    server { listen 127.0.0.1:%d ssl; protocol imap; }
                    server { listen 127.0.0.1:%d; protocol smtp; smtp_auth none; smtp_greeting_delay %dms; }
                }
                """.formatted(servers.authPort(), imap, secure, smtp, 15_000 + number);
    }

    @Test
    void thousandSessions_twoHundredReloads_loseNobody_andLeaveNothing() throws Exception {
        List<MailClient> relayed = new ArrayList<>();
        List<MailClient> fresh = new ArrayList<>();
        List<MailClient> asking = new ArrayList<>();
        List<Socket> beforeTls = new ArrayList<>();
        List<Socket> waiting = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            relayed.add(new MailClient(imap).login());
        }
        for (int i = 0; i < OF_EACH_STAGE; i++) {
            fresh.add(new MailClient(imap));
            beforeTls.add(connected(secure));
            waiting.add(connected(smtp));
        }
        servers.hold();
        for (int i = 0; i < OF_EACH_STAGE; i++) {
            asking.add(new MailClient(imap));
            asking.get(i).say("a LOGIN user secret");
        }
        site.until("all ask", () -> servers.held() == OF_EACH_STAGE);

        Callers callers = new Callers();
        for (int i = 1; i <= RELOADS; i++) {
            site.conf(conf(i));
            site.signal("HUP");
            int number = i;
            site.until("reload " + i, () -> reloads() == number);
            relayed.get(i % SESSIONS).noop();
            if (i % 50 == 0) {
                usr1(i);
            }
        }
        callers.stop();

        servers.release();
        for (MailClient client : asking) {
            client.expect("a OK logged in");
            client.noop();
            client.close();
        }
        for (MailClient client : fresh) {
            client.login().noop();
            client.close();
        }
        for (Socket socket : beforeTls) {
            try (SSLSocket tls = handshake(socket)) {
                assertTrue(line(tls).startsWith("* OK"));
            }
        }
        for (Socket socket : waiting) {
            assertEquals("220 localhost ESMTP ready", line(socket));
            socket.close();
        }
        for (MailClient client : relayed) {
            client.noop();
            client.close();
        }
        for (String file : logs()) {
            assertFalse(site.text(file).matches("(?s).*\\[(alert|crit|emerg|error)].*"), () -> site.text(file));
        }
        site.until("one generation is left", () -> generations() == 1);
        new MailClient(imap).login().close();
    }

    @Test
    void upgradeUnderLoad_refusesNobody_andTheOldOneGoesWithItsLastSession() throws Exception {
        int old = site.pid();
        Callers callers = new Callers();
        try (MailClient relayed = new MailClient(imap).login()) {
            site.signal("USR2");
            site.until("a new pid file", () -> site.pid() > 0 && site.pid() != old);
            int fresh = site.pid();
            callers.some();
            Site.signal("WINCH", old);
            site.until("the old one leaves", () -> site.log().contains(old + "#" + old + ": gracefully shutting down"));
            callers.some();
            Site.signal("QUIT", old);
            callers.some();
            relayed.noop();
            assertTrue(Site.alive(old));
            assertEquals(fresh, site.pid());
        }
        site.untilGone(old);
        callers.stop();
        new MailClient(imap).login().close();
        assertFalse(site.log().matches("(?s).*\\[(alert|crit|emerg|error)].*"), site::log);
    }

    /** Clients who come and go all the while; each must be greeted and answered. */
    private final class Callers {
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicInteger calls = new AtomicInteger();
        private final List<Future<?>> calling = new ArrayList<>();
        private final ExecutorService threads = Executors.newFixedThreadPool(CALLERS);

        Callers() {
            for (int i = 0; i < CALLERS; i++) {
                calling.add(threads.submit(this::call));
            }
        }

        private @Nullable Void call() throws IOException {
            while (!over.get()) {
                try (MailClient client = new MailClient(imap)) {
                    client.say("c NOOP");
                    client.expect("c OK completed");
                }
                calls.incrementAndGet();
            }
            return null;
        }

        /** Lets some of them come, unless one has failed. */
        void some() {
            int enough = calls.get() + 50;
            site.until(
                    "clients come",
                    () -> calls.get() >= enough || calling.stream().anyMatch(Future::isDone));
        }

        void stop() throws Exception {
            some();
            over.set(true);
            for (Future<?> one : calling) {
                one.get();
            }
            threads.shutdown();
        }
    }

    /** Moves the log away and has it opened anew; what is said meanwhile is in one of them. */
    private void usr1(int number) throws IOException {
        Files.move(site.path("logs/error.log"), site.path("logs/error.log." + number));
        site.signal("USR1");
        site.until("the log is there anew", () -> Files.exists(site.path("logs/error.log")));
    }

    private List<String> logs() {
        List<String> all = new ArrayList<>();
        for (int i = 50; i <= RELOADS; i += 50) {
            all.add("logs/error.log." + i);
        }
        all.add("logs/error.log");
        return all;
    }

    /** How many reloads have been done: each ends with the old sessions being left to themselves. */
    private int reloads() {
        return logs().stream()
                .mapToInt(file -> count(site.text(file), "gracefully shutting down"))
                .sum();
    }

    private static int count(String text, String part) {
        int n = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
            n++;
        }
        return n;
    }

    /** How many configurations are still in memory, after a garbage collection. */
    private int generations() {
        try {
            Process process = new ProcessBuilder(JCMD.toString(), String.valueOf(site.pid()), "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            String histogram = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher row = Pattern.compile("\\d+: +(\\d+) +\\d+ +" + Pattern.quote(Generation.class.getName()) + "\\R")
                    .matcher(histogram);
            assertTrue(row.find(), histogram);
            return Integer.parseInt(row.group(1));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Socket connected(int port) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 60_000);
        return socket;
    }

    private static String line(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = socket.getInputStream().read();
                b != '\r' && b >= 0;
                b = socket.getInputStream().read()) {
            line.append((char) b);
        }
        return line.toString();
    }

    private SSLSocket handshake(Socket socket) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(site.path("server.pem"))) {
            store.setCertificateEntry(
                    "ours", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
    }
}
