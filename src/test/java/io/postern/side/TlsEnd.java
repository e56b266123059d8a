package io.postern.side;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** The client's end of TLS, in the JDK's engine: bytes in, bytes out. What is worth knowing is told between the bytes of the session. */
final class TlsEnd implements SecureEnd {
    private static final byte[] NONE = {};
    private static final long SEED = 20261125;

    private final SSLEngine engine;
    private byte[] raw = NONE;
    private boolean stood;
    private boolean goodbye;
    private boolean failed;
    private boolean talkative = true;

    /** @param version the only one spoken, {@code TLSv1.3} */
    TlsEnd(String version) {
        this(new TlsClient(List.of(version), List.of(), List.of(), "", null));
        talkative = false;
    }

    /** One that also tells what was agreed on. */
    TlsEnd(TlsClient client) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(client.keys(), new TrustManager[] {new Anyone()}, new Foreseeable());
            engine = context.createSSLEngine();
            engine.setUseClientMode(true);
            engine.setSSLParameters(client.settings(engine.getSSLParameters()));
            engine.beginHandshake();
        } catch (GeneralSecurityException | SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean stands() {
        return stood;
    }

    @Override
    public boolean saidGoodbye() {
        return goodbye;
    }

    @Override
    public boolean over() {
        return goodbye || failed;
    }

    @Override
    public void take(byte[] bytes, int length, ByteArrayOutputStream plain) {
        if (failed) {
            return;
        }
        byte[] all = Arrays.copyOf(raw, raw.length + length);
        System.arraycopy(bytes, 0, all, raw.length, length);
        ByteBuffer in = ByteBuffer.wrap(all);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        try {
            boolean more = true;
            while (more && !goodbye) {
                tasks();
                if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                    break;
                }
                SSLEngineResult result = engine.unwrap(in, out);
                if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
                    stands(plain);
                }
                plain.write(out.array(), 0, out.position());
                out.clear();
                goodbye = result.getStatus() == SSLEngineResult.Status.CLOSED;
                more = result.bytesConsumed() > 0
                        || result.getHandshakeStatus() == HandshakeStatus.NEED_TASK
                        || result.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP_AGAIN;
            }
        } catch (SSLException e) {
            failed = true;
            tell(plain, String.valueOf(e.getMessage()));
        }
        raw = Arrays.copyOfRange(all, in.position(), all.length);
    }

    @Override
    public byte[] give(byte[] plain, ByteArrayOutputStream told) {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        ByteBuffer in = ByteBuffer.wrap(plain);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        try {
            do {
                tasks();
                if (engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP) {
                    break;
                }
                if (!in.hasRemaining() && engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
                    break;
                }
                SSLEngineResult result = engine.wrap(in, out);
                sent.write(out.array(), 0, out.position());
                if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
                    stands(told);
                }
                if (out.position() == 0) {
                    break;
                }
                out.clear();
            } while (true);
        } catch (SSLException e) {
            failed = true;
        }
        return sent.toByteArray();
    }

    @Override
    public byte[] goodbye() {
        engine.closeOutbound();
        return give(NONE, new ByteArrayOutputStream());
    }

    private void stands(ByteArrayOutputStream plain) {
        if (!stood) {
            stood = true;
            SSLSession session = engine.getSession();
            tell(plain, session.getProtocol() + (talkative ? " " + facts(session) : ""));
        }
    }

    private String facts(SSLSession session) {
        try {
            X509Certificate shown = (X509Certificate) session.getPeerCertificates()[0];
            return session.getCipherSuite() + " of " + shown.getSubjectX500Principal() + " "
                    + session.getPeerCertificates().length + " alpn " + engine.getApplicationProtocol() + " wants "
                    + (session.getLocalCertificates() == null ? "nothing" : "certificate");
        } catch (SSLPeerUnverifiedException e) {
            return "of nobody";
        }
    }

    private static void tell(ByteArrayOutputStream plain, String what) {
        plain.writeBytes(("[" + what + "]").getBytes(StandardCharsets.ISO_8859_1));
    }

    private void tasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Chance that is the same in each session: what goes out in clear can be compared. */
    private static final class Foreseeable extends SecureRandom {
        private static final long serialVersionUID = 1;

        private final transient Random random = new Random(SEED);

        @Override
        public void nextBytes(byte[] bytes) {
            random.nextBytes(bytes);
        }
    }

    /** Whatever certificate there is will do. */
    private static final class Anyone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
