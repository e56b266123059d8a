package io.postern.process;

import java.io.BufferedReader;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** An IMAP client on a port with TLS, who may stop in the middle of its ClientHello. */
final class TlsClient implements AutoCloseable {
    private static final int PATIENCE = 60_000;

    private final Plain plain = new Plain();
    private final SSLSocket tls;
    private @Nullable BufferedReader in;

    /** Connects and says nothing yet. Trusts these certificates. */
    TlsClient(int port, List<InputStream> trusted) throws IOException {
        plain.setSoTimeout(PATIENCE);
        plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE);
        tls = (SSLSocket) context(trusted).getSocketFactory().createSocket(plain, "localhost", port, true);
    }

    private static SSLContext context(List<InputStream> trusted) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (InputStream one : trusted) {
                store.setCertificateEntry(
                        String.valueOf(store.size()),
                        CertificateFactory.getInstance("X.509").generateCertificate(one));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Sends half of a ClientHello; the rest of the handshake goes on, on a thread of its own, after {@link #goOn}. */
    void halfHello() throws IOException {
        plain.gate = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            try {
                tls.startHandshake();
            } catch (IOException e) {
                // whoever asks for the certificate is told
            }
        });
        thread.setDaemon(true);
        thread.start();
        try {
            if (!plain.halfWay.await(PATIENCE, TimeUnit.MILLISECONDS)) {
                throw new IOException("no half of a ClientHello was sent");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void goOn() {
        plain.gate.countDown();
    }

    /** Waits for the handshake; whose certificate was shown. */
    String subject() throws IOException {
        tls.startHandshake();
        X509Certificate shown = (X509Certificate) tls.getSession().getPeerCertificates()[0];
        return shown.getSubjectX500Principal().getName();
    }

    /** What is announced after the greeting. */
    String capabilities() throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(tls.getInputStream(), StandardCharsets.ISO_8859_1));
        in = lines;
        lines.readLine();
        say("c CAPABILITY");
        String told = lines.readLine();
        lines.readLine();
        return String.valueOf(told);
    }

    /** What comes back for this line. */
    String ask(String line) throws IOException {
        say(line);
        return in == null ? "" : String.valueOf(in.readLine());
    }

    private void say(String line) throws IOException {
        tls.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        goOn();
        plain.close();
    }

    /** A socket whose first words can be cut in two. */
    private static final class Plain extends Socket {
        private final CountDownLatch halfWay = new CountDownLatch(1);
        private volatile CountDownLatch gate = new CountDownLatch(0);

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    int half = gate.getCount() == 0 ? length : length / 2;
                    out.write(bytes, from, half);
                    halfWay.countDown();
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    out.write(bytes, from + half, length - half);
                }
            };
        }
    }
}
