package io.postern.tls.engine;

import io.netty.buffer.ByteBuf;
import io.postern.tls.TlsFailure;
import io.postern.tls.hello.ClientHello;
import io.postern.tls.hello.HelloFault;
import io.postern.tls.hello.HelloMessage;
import io.postern.tls.hello.KeyShares;
import io.postern.tls.model.Speech;
import io.postern.tls.model.VerifyClient;
import io.postern.tls.openssl.Groups;
import io.postern.tls.openssl.TlsVersion;
import io.postern.tls.verify.Establishment;
import io.postern.tls.wire.EngineErrors;
import io.postern.tls.wire.Handshake;
import io.postern.tls.wire.TlsEngine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A handshake in BoringSSL that goes as one in OpenSSL would: alerts and words too. Confined to its event loop. */
final class BoringHandshake implements Handshake {
    private static final String STEP = "SSL_do_handshake() failed";
    private static final int HEADER = 5;
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int DATA = 23;

    /** A record that says change_cipher_spec. */
    private static final int SWITCH = HEADER + 1;

    /** Such records in a row that both libraries pass over (MAX_EMPTY_RECORDS). */
    private static final int MOST_SWITCHES = 32;

    private static final int UNEXPECTED_MESSAGE = 10;
    private static final int PROTOCOL_VERSION = 70;
    private static final int USER_CANCELED = 90;
    private static final int UNRECOGNIZED_NAME = 112;

    /** TLSv1.2's, which stands on TLSv1.3's records, too. */
    private static final int NEWEST_RECORD = 0x0303;

    private final BoringEngine engine;
    private final BoringEncryption server;
    private final ClientHello hello = new ClientHello();
    private boolean begun;
    private boolean chosen;
    private boolean answered;

    BoringHandshake(BoringEncryption server) {
        this.server = server;
        engine = new BoringEngine(server.open());
    }

    @Override
    public Establishment result() throws TlsFailure {
        Establishment made = BoringResult.of(server.material(), engine, hello.offer());
        if (made.complaint() != null) {
            server.forget(engine.pointer());
        }
        return made;
    }

    @Override
    public TlsEngine engine() {
        return engine;
    }

    /** Settings that leave no version or no suite fail before the client has said anything, as in OpenSSL. */
    @Override
    public boolean opens() {
        return HelloFault.of(server.material().speech()) != null;
    }

    @Override
    public @Nullable Verdict go(ByteBuf in, Voice voice) {
        HelloFault hopeless = HelloFault.of(server.material().speech());
        if (hopeless != null) {
            return refuse(voice, hopeless);
        }
        hello.see(in);
        if (!chosen && hello.isDone()) {
            chosen = true;
            choose();
        }
        if (!begun && (isNext(in, ALERT) || isNext(in, DATA))) {
            // BoringSSL would heed an alert that comes before anything else
            return refuse(voice, UNEXPECTED_MESSAGE, "UNEXPECTED_MESSAGE");
        }
        if (!begun && hello.isOlderThanTls()) {
            return refuse(voice, PROTOCOL_VERSION, "UNKNOWN_PROTOCOL");
        }
        begun = true;
        int at = answered && isSwitch(in, in.readerIndex()) && engine.speaksNewest()
                ? behindSwitches(in)
                : in.readerIndex();
        int kind = in.isReadable() ? in.getUnsignedByte(at) : -1;
        // a client of TLSv1.3 that takes offence at our certificate may say so in clear, which BoringSSL does not
        // expect
        int alert = answered && isAt(in, at, ALERT) && in.getUnsignedShort(at + 3) == 2
                ? in.getUnsignedByte(at + HEADER + 1)
                : -1;
        boolean switches = isSwitch(in, at);
        while (true) {
            TlsEngine.State state = engine.handshake(in);
            HelloFault objection = answered || !engine.hasWords() ? null : objection();
            // for a bad server name BoringSSL sends an alert, but reports no error
            if (objection != null && state != TlsEngine.State.FAILED && state != TlsEngine.State.GOODBYE) {
                return refuse(voice, objection);
            }
            if (answered
                    && state != TlsEngine.State.READ
                    && state != TlsEngine.State.FAILED
                    && signedOnAnotherCurve()) {
                server.forget(engine.pointer());
                return refuse(voice, HelloFault.WRONG_CURVE);
            }
            switch (state) {
                case WRITE -> drain(voice);
                case READ -> {
                    drain(voice);
                    return null;
                }
                case DONE -> {
                    drain(voice);
                    return new Verdict(null);
                }
                case GOODBYE -> {
                    return answered ? closed(voice) : begin(voice, Handshake.peerClosed(0));
                }
                case FAILED -> {
                    if (!answered) {
                        return begin(voice, engine.failure(STEP));
                    }
                    if (alert < 0 || !engine.speaksNewest()) {
                        drain(voice);
                    }
                    return new Verdict(later(kind, alert, switches));
                }
            }
        }
    }

    /** What OpenSSL would have against the client's first message; null for nothing, and while it is not complete. */
    private @Nullable HelloFault objection() {
        HelloMessage message = hello.message();
        return message == null ? null : server.judge().fault(message, engine.resumed(), hello.endsItsRecord());
    }

    /** Where BoringSSL would choose another group or suite than OpenSSL, leaves it no choice but OpenSSL's. */
    private void choose() {
        HelloMessage message = hello.message();
        if (message == null) {
            return;
        }
        Speech speech = server.material().speech();
        if (server.judge().version(message) == TlsVersion.TLS1_3.number()) {
            String group = KeyShares.choice(message, speech.groups(), speech.serverPrefers());
            if (group != null) {
                engine.useGroup(group);
            }
            return;
        }
        if (!server.material().trust().level().allowsOldTickets()) {
            engine.forgoTickets();
        }
        String suites = server.judge().suites(message);
        if (suites != null) {
            engine.useSuites(suites);
        }
    }

    /** Whether the client's certificate is on a curve that, below TLSv1.3, the client or we have not named (tls12_check_peer_sigalg). */
    private boolean signedOnAnotherCurve() {
        int curve = server.material().trust().verify() == VerifyClient.OFF || engine.speaksNewest()
                ? 0
                : engine.curveOfPeer();
        if (curve == 0 || engine.resumed()) {
            return false;
        }
        return !server.material().speech().groups().contains(Groups.spoken(curve)) || !hello.namesGroup(curve);
    }

    private Verdict refuse(Voice voice, HelloFault fault) {
        alert(voice, fault.alert());
        return new Verdict(fault.failure(STEP));
    }

    /** In a record of the version that OpenSSL would write; where none is agreed on, BoringSSL has another one. */
    private void alert(Voice voice, int number) {
        HelloMessage message = hello.message();
        voice.alert(message == null ? NEWEST_RECORD : server.judge().recordVersion(message), number);
    }

    private void drain(Voice voice) {
        answered |= voice.drain();
    }

    private Verdict closed(Voice voice) {
        drain(voice);
        return new Verdict(Handshake.peerClosed(0));
    }

    private Verdict refuse(Voice voice, int alert, String reason) {
        alert(voice, alert);
        return new Verdict(EngineErrors.failure(STEP, List.of(reason)));
    }

    /** The failure of the client's first message. */
    private Verdict begin(Voice voice, TlsFailure otherwise) {
        HelloFault fault = objection();
        if (fault != null) {
            return refuse(voice, fault);
        }
        if (!engine.hearsNoTls()) {
            int alert = engine.alert();
            if (alert == UNRECOGNIZED_NAME) {
                // an empty name, for which BoringSSL has an alert but no words
                return refuse(voice, HelloFault.BAD_NAME);
            }
            if (alert >= 0) {
                alert(voice, alert);
            }
        }
        return new Verdict(
                engine.failed("UNEXPECTED_RECORD")
                        ? EngineErrors.failure(STEP, List.of("UNEXPECTED_MESSAGE"))
                        : otherwise);
    }

    /** The failure of a message behind our answer. */
    private TlsFailure later(int kind, int alert, boolean switches) {
        if (engine.speaksNewest()) {
            if (alert == 0 || alert == USER_CANCELED) {
                return Handshake.peerClosed(0);
            }
            if (alert > 0) {
                return engine.alert(STEP, alert);
            }
            if (engine.failed("WRONG_CURVE")) {
                return EngineErrors.failure(STEP, List.of("BAD_KEY_SHARE"));
            }
            if (kind == HANDSHAKE && engine.failed("DECRYPTION_FAILED_OR_BAD_RECORD_MAC")) {
                return EngineErrors.failure(STEP, List.of("BAD_RECORD_TYPE"));
            }
            if (kind == CHANGE_CIPHER_SPEC) {
                return EngineErrors.failure(STEP, List.of(switches ? "UNEXPECTED_CCS_MESSAGE" : "INVALID_CCS_MESSAGE"));
            }
        }
        boolean message = kind == HANDSHAKE || kind == CHANGE_CIPHER_SPEC;
        if (message && engine.failed("UNEXPECTED_RECORD")) {
            return EngineErrors.failure(STEP, List.of("UNEXPECTED_MESSAGE"));
        }
        return engine.failure(STEP);
    }

    /** Where the first record begins that counts: TLSv1.3 passes over change_cipher_spec (RFC 8446, appendix D.4). */
    private static int behindSwitches(ByteBuf in) {
        int at = in.readerIndex();
        for (int passed = 0; passed < MOST_SWITCHES && isSwitch(in, at); passed++) {
            if (at + SWITCH == in.writerIndex()) {
                return at;
            }
            at += SWITCH;
        }
        return at;
    }

    private static boolean isSwitch(ByteBuf in, int at) {
        return isAt(in, at, CHANGE_CIPHER_SPEC)
                && in.getUnsignedShort(at + 3) == SWITCH - HEADER
                && in.getByte(at + HEADER) == 1;
    }

    /** Whether a whole record of this kind comes next. */
    private static boolean isNext(ByteBuf in, int kind) {
        return isAt(in, in.readerIndex(), kind);
    }

    private static boolean isAt(ByteBuf in, int at, int kind) {
        int length = in.writerIndex() - at;
        return length >= HEADER
                && in.getByte(at) == kind
                && in.getByte(at + 1) == 3
                && length >= HEADER + in.getUnsignedShort(at + 3);
    }
}
