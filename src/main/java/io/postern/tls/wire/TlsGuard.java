package io.postern.tls.wire;

import io.postern.net.Wire;
import io.postern.tls.Encryption;
import io.postern.tls.TlsFacts;
import io.postern.tls.TlsFailure;
import io.postern.tls.verify.Establishment;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is known and wanted of one connection in TLS. Confined to its event loop. */
public final class TlsGuard implements Encryption.Guard {
    private final Supplier<Handshake> server;
    private @Nullable Establishment result;
    private boolean quiet;
    private boolean hastened;
    private Consumer<Throwable> afterwards = failure -> {};

    /** @param server begins a handshake */
    public TlsGuard(Supplier<Handshake> server) {
        this.server = server;
    }

    @Override
    public Wire over(Wire below, Consumer<@Nullable Throwable> then) {
        Handshake handshake = server.get();
        TlsWire wire = new TlsWire(below, handshake.engine(), this);
        wire.open(handshake, then);
        return wire;
    }

    /** The handshake is done. */
    void established(Establishment made) {
        result = made;
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
