package io.postern.tls;

import io.postern.net.Wire;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is known and wanted of one connection in BoringSSL. Confined to its event loop. */
final class BoringGuard implements Encryption.Guard {
    private final BoringEncryption server;
    private final String alpn;
    private @Nullable Establishment result;
    private boolean quiet;
    private boolean hastened;
    private Consumer<Throwable> afterwards = failure -> {};

    BoringGuard(BoringEncryption server, String alpn) {
        this.server = server;
        this.alpn = alpn;
    }

    @Override
    public Wire over(Wire below, Consumer<@Nullable Throwable> then) {
        BoringWire wire = new BoringWire(below, new BoringEngine(server.open()), this);
        wire.shake(alpn, then);
        return wire;
    }

    /** The handshake is done. */
    void established(BoringEngine engine) throws TlsFailure {
        Establishment made = Establishment.of(server.material(), engine);
        result = made;
        if (made.complaint() != null) {
            server.forget(engine.pointer());
        }
    }

    @Override
    public Encryption.@Nullable Complaint complaint() {
        return result == null ? null : result.complaint();
    }

    @Override
    public TlsFacts facts() {
        if (result == null) {
            throw new IllegalStateException("no handshake yet");
        }
        return result.facts();
    }

    @Override
    public void quiet() {
        quiet = true;
    }

    /** Whether the connection ends without a goodbye. */
    boolean isQuiet() {
        return quiet;
    }

    @Override
    public void hasten() {
        hastened = true;
    }

    /** Whether the client's goodbye is not waited for. */
    boolean isHastened() {
        return hastened;
    }

    @Override
    public void afterwards(Consumer<Throwable> then) {
        afterwards = then;
    }

    /** This went wrong between our goodbye and the client's. */
    void late(TlsFailure failure) {
        afterwards.accept(failure);
    }
}
