package io.postern.tls.model;

import io.postern.tls.Starttls;
import org.jspecify.annotations.Nullable;

/** What ssl_* and starttls say of one server. */
public final class TlsSettings {
    private final Starttls starttls;
    private final @Nullable TlsMaterial material;

    public TlsSettings(Starttls starttls, @Nullable TlsMaterial material) {
        this.starttls = starttls;
        this.material = material;
    }

    public Starttls starttls() {
        return starttls;
    }

    /** What the server's TLS is made of; null where no listener and no command begins it. */
    @Nullable
    public TlsMaterial material() {
        return material;
    }

    /** Whether a listener or a command can begin TLS here. */
    public boolean used() {
        return material != null;
    }
}
