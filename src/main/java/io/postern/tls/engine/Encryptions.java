package io.postern.tls.engine;

import io.netty.handler.ssl.OpenSsl;
import io.postern.tls.Encryption;
import io.postern.tls.files.TlsException;
import io.postern.tls.model.SessionCache;
import io.postern.tls.model.Speech;
import io.postern.tls.model.TlsMaterial;
import io.postern.tls.model.TlsSettings;
import io.postern.tls.openssl.CipherSuite;
import io.postern.tls.openssl.TlsVersion;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the servers' TLS, and keeps what outlives a configuration: the shared session caches with their ticket keys. One for the
 * process. Safe on any thread.
 */
public final class Encryptions {
    /** The JVM's property that chooses the engine: {@code jdk} leaves all TLS to the JDK. */
    static final String ENGINE = "postern.tls";

    private final Map<String, SessionZone> zones = new ConcurrentHashMap<>();

    /** Why the JDK's engine is used instead of BoringSSL, for the log at start; null where it is not. */
    public static @Nullable String fallBack() {
        if (forced()) {
            return "TLS is done by the JDK, as -D" + ENGINE + "=jdk says";
        }
        return OpenSsl.isAvailable() && String.valueOf(OpenSsl.versionString()).startsWith("BoringSSL")
                ? null
                : "BoringSSL cannot be loaded, TLS is done by the JDK: " + OpenSsl.unavailabilityCause();
    }

    private static boolean forced() {
        return "jdk".equals(System.getProperty(ENGINE));
    }

    /** Whether BoringSSL is to do this. Does not ask whether it can be loaded: that takes time. */
    public static boolean byBoring(TlsMaterial material) {
        return !forced() && material.boring() && boringCan(material.speech());
    }

    /**
     * The TLS of one server.
     *
     * @param alpn the protocol's name in TLS (RFC 7301)
     * @return null where nothing begins TLS in this server
     * @throws TlsException with words for the log
     */
    public @Nullable Encryption of(TlsSettings settings, String alpn) throws TlsException {
        TlsMaterial material = settings.material();
        if (material == null) {
            return null;
        }
        if (!byBoring(material) || fallBack() != null) {
            return new JdkEncryption(material, alpn);
        }
        return new BoringEncryption(material, alpn, zone(material.resumption().cache()));
    }

    /** Suites of TLSv1.3 cannot be chosen in BoringSSL, and with DHE alone it has nothing to offer. */
    private static boolean boringCan(Speech speech) {
        boolean before13 = speech.protocols().stream().anyMatch(v -> v != TlsVersion.TLS1_3);
        boolean has13 = speech.protocols().contains(TlsVersion.TLS1_3);
        return speech.suites13() == null
                && (has13 || !before13 || speech.ciphers().stream().anyMatch(CipherSuite::boring));
    }

    /** With "off" and "none" nginx leaves an inherited zone alone, its ticket keys too. */
    private @Nullable SessionZone zone(SessionCache cache) {
        SessionCache.Zone named = cache.zone();
        boolean used = cache.mode() == SessionCache.Mode.BUILTIN || cache.mode() == SessionCache.Mode.SHARED_ONLY;
        if (named == null || !used) {
            return null;
        }
        return zones.compute(
                named.name(),
                (n, zone) -> zone == null || zone.size() != named.size() ? new SessionZone(named.size()) : zone);
    }
}
