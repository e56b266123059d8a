package io.postern.tls.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.internal.tcnative.SSL;
import io.postern.tls.TlsFailure;
import io.postern.tls.openssl.Groups;
import io.postern.tls.wire.EngineErrors;
import io.postern.tls.wire.TlsEngine;
import io.postern.tls.x509.SentCertificate;
import java.security.cert.CertificateException;
import java.security.interfaces.ECKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One SSL of BoringSSL and the BIO that feeds it. */
final class BoringEngine implements TlsEngine {
    /** BoringSSL's number for the error of a received alert numbered 0. */
    private static final long FIRST_ALERT = 0x10000000L + 1000;

    private static final int RECORD = 16 * 1024;

    /** Header, tag, padding and the explicit nonce of the worst cipher, twice for split records. */
    private static final int OVERHEAD = 160;

    /** Handshake output waits in here; taken at once, so it may be small. */
    private static final int WAITING_ROOM = 2048;

    private final long ssl;
    private final long bio;
    private final List<String> errors = new ArrayList<>(2);
    /** Whether the handshake is done. */
    private boolean established;

    private boolean freed;

    BoringEngine(long ssl) {
        this.ssl = ssl;
        this.bio = SSL.bioNewByteBuffer(ssl, WAITING_ROOM);
    }

    long pointer() {
        return ssl;
    }

    @Override
    public State handshake(ByteBuf in) {
        feed(in);
        int result = SSL.doHandshake(ssl);
        fed(in);
        return state(result);
    }

    @Override
    public State decrypt(ByteBuf in, ByteBuf out, int most) {
        feed(in);
        int result = SSL.readFromSSL(ssl, out.memoryAddress() + out.writerIndex(), most);
        fed(in);
        if (result > 0) {
            out.writerIndex(out.writerIndex() + result);
        }
        return state(result);
    }

    @Override
    public int pending() {
        return SSL.sslPending(ssl);
    }

    private void feed(ByteBuf in) {
        if (in.isReadable()) {
            SSL.bioSetByteBuffer(bio, in.memoryAddress() + in.readerIndex(), in.readableBytes(), false);
        } else {
            SSL.bioClearByteBuffer(bio);
        }
    }

    private void fed(ByteBuf in) {
        if (in.isReadable()) {
            in.readerIndex(in.writerIndex() - SSL.bioLengthByteBuffer(bio));
            SSL.bioClearByteBuffer(bio);
        }
    }

    private State state(int result) {
        if (result > 0) {
            established = true;
            return State.DONE;
        }
        int kind = SSL.getError(ssl, result);
        if (kind == SSL.SSL_ERROR_WANT_READ) {
            return State.READ;
        }
        if (kind == SSL.SSL_ERROR_WANT_WRITE) {
            return State.WRITE;
        }
        if (kind == SSL.SSL_ERROR_ZERO_RETURN) {
            return State.GOODBYE;
        }
        for (int error = SSL.getLastErrorNumber(); error != 0; error = SSL.getLastErrorNumber()) {
            errors.add(SSL.getErrorString(error & 0xffffffffL));
        }
        // in TLSv1.3 a goodbye is one whatever level it has
        boolean goodbye = errors.isEmpty() || (speaksNewest() && failed("SSLV3_ALERT_CLOSE_NOTIFY"));
        return goodbye ? State.GOODBYE : State.FAILED;
    }

    @Override
    public TlsFailure failure(String step) {
        return EngineErrors.failure(step, errors.stream().map(this::meant).toList());
    }

    /** An error by the name of what OpenSSL would say, which depends on what was agreed on. */
    private String meant(String error) {
        if (!speaksNewest()) {
            boolean spoilt = error.endsWith(":DECRYPTION_FAILED_OR_BAD_RECORD_MAC")
                    && SSL.getCipherForSSL(ssl).contains("GCM");
            return spoilt ? "CIPHER_OPERATION_FAILED" : error;
        }
        return established && error.endsWith(":UNEXPECTED_RECORD") ? "BAD_RECORD_TYPE" : error;
    }

    /** Words for an alert that the engine did not understand. */
    TlsFailure alert(String step, int number) {
        return EngineErrors.failure(step, List.of(SSL.getErrorString(FIRST_ALERT + number)));
    }

    /** Whether the last {@link State#FAILED} was about bytes that are no TLS at all: OpenSSL sends no alert then. */
    boolean hearsNoTls() {
        return failed("WRONG_VERSION_NUMBER");
    }

    /** Whether BoringSSL's reason for the last {@link State#FAILED} was this. */
    boolean failed(String reason) {
        return errors.stream().anyMatch(error -> error.endsWith(":" + reason));
    }

    /** Whether the version agreed on is TLSv1.3. */
    boolean speaksNewest() {
        return SSL.getVersion(ssl).equals("TLSv1.3");
    }

    /** Agrees on no other group for the keys. */
    void useGroup(String name) {
        SSL.setCurvesList(ssl, name);
    }

    /** Neither takes tickets nor gives any. */
    void forgoTickets() {
        SSL.setOptions(ssl, SSL.SSL_OP_NO_TICKET);
    }

    /** Agrees on none but these suites below TLSv1.3, named with colons between. */
    void useSuites(String names) {
        try {
            SSL.setCipherSuites(ssl, names, false);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether an earlier session is resumed. */
    boolean resumed() {
        return SSL.isSessionReused(ssl);
    }

    /** The number of the curve that the other side's certificate is on; 0 where it shows none, or one of another kind. */
    int curveOfPeer() {
        byte[] der = SSL.getPeerCertificate(ssl);
        try {
            return der != null && SentCertificate.read(der).getPublicKey() instanceof ECKey key
                    ? Groups.ofSize(key.getParams().getOrder().bitLength())
                    : 0;
        } catch (CertificateException unread) {
            return 0;
        }
    }

    /** Takes the fatal alert that waits to be sent in clear; negative where nothing does. */
    int alert() {
        ByteBuf waiting = drain(ByteBufAllocator.DEFAULT);
        if (waiting == null) {
            return -1;
        }
        try {
            return waiting.getUnsignedByte(waiting.writerIndex() - 1);
        } finally {
            waiting.release();
        }
    }

    /** Whether there is something to be sent. */
    boolean hasWords() {
        return SSL.bioLengthNonApplication(bio) > 0;
    }

    @Override
    public @Nullable ByteBuf drain(ByteBufAllocator allocator) {
        int length = SSL.bioLengthNonApplication(bio);
        if (length == 0) {
            return null;
        }
        ByteBuf out = allocator.directBuffer(length);
        SSL.bioSetByteBuffer(bio, out.memoryAddress(), out.writableBytes(), true);
        SSL.bioFlushByteBuffer(bio);
        out.writerIndex(out.writableBytes() - SSL.bioLengthByteBuffer(bio));
        SSL.bioClearByteBuffer(bio);
        return out;
    }

    @Override
    public boolean encrypt(ByteBuf plain, ByteBuf out) {
        while (plain.isReadable()) {
            int part = Math.min(RECORD, plain.readableBytes());
            out.ensureWritable(part + OVERHEAD + SSL.bioLengthNonApplication(bio));
            int room = out.writableBytes();
            SSL.bioSetByteBuffer(bio, out.memoryAddress() + out.writerIndex(), room, true);
            int result = SSL.writeToSSL(ssl, plain.memoryAddress() + plain.readerIndex(), part);
            out.writerIndex(out.writerIndex() + room - SSL.bioLengthByteBuffer(bio));
            SSL.bioClearByteBuffer(bio);
            if (result > 0) {
                plain.skipBytes(result);
            } else if (state(result) == State.WRITE) {
                // tickets went first and took its room: the same record again, with more
                out.ensureWritable(part + 8 * OVERHEAD);
            } else {
                return false;
            }
        }
        return true;
    }

    @Override
    public void goodbye() {
        SSL.shutdownSSL(ssl);
    }

    @Override
    public void free() {
        if (!freed) {
            freed = true;
            SSL.freeSSL(ssl);
        }
    }
}
