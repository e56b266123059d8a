package io.postern.cli.rehearsal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A client that logs in, says a word to its back end and leaves. */
final class Visitor {
    private static final int ATTEMPTS = 100;
    private static final int BETWEEN_ATTEMPTS_MILLIS = 50;
    private static final int CONNECT_MILLIS = 1000;
    private static final int READ_MILLIS = 3000;

    private Visitor() {}

    /**
     * One visit; it waits for a proxy that does not listen yet.
     *
     * @throws IOException when the proxy cannot be reached or does not answer
     */
    static void visit(String protocol, int port, boolean tls) throws IOException, GeneralSecurityException {
        try (Socket socket = connect(port, tls)) {
            Lines lines = new Lines(socket);
            lines.reply();
            for (String said : words(protocol)) {
                lines.say(said);
                lines.reply();
            }
        }
    }

    private static List<String> words(String protocol) {
        return switch (protocol) {
            case "imap" -> List.of("a LOGIN user pass", "b NOOP");
            case "pop3" -> List.of("USER user", "PASS pass", "NOOP");
            default -> List.of("EHLO client", "AUTH PLAIN AHVzZXIAcGFzcw==", "NOOP");
        };
    }

    private static Socket connect(int port, boolean tls) throws IOException, GeneralSecurityException {
        InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        IOException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Socket socket = tls ? trustsAnybody().getSocketFactory().createSocket() : new Socket();
            socket.setSoTimeout(READ_MILLIS);
            try {
                socket.connect(to, CONNECT_MILLIS);
                return socket;
            } catch (IOException e) {
                last = e;
                socket.close();
                pause();
            }
        }
        throw last == null ? new IOException("not tried") : last;
    }

    private static SSLContext trustsAnybody() throws GeneralSecurityException {
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
            TimeUnit.MILLISECONDS.sleep(BETWEEN_ATTEMPTS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
