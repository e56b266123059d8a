package io.postern.tls.directives;

import io.postern.tls.files.TlsException;
import io.postern.tls.files.TlsObjects;
import io.postern.tls.model.Identity;
import io.postern.tls.openssl.OpenSslWords;
import io.postern.tls.openssl.SecurityLevel;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One certificate for each kind of key, as in OpenSSL: a server may have RSA and ECDSA; a later one of the same kind replaces the first. */
final class Identities {
    private static final class Place {
        private @Nullable List<X509Certificate> chain;
        private @Nullable PrivateKey key;
    }

    private final TlsObjects objects;
    private SecurityLevel level;
    private final Map<String, Place> places = new LinkedHashMap<>();

    Identities(TlsObjects objects, SecurityLevel level) {
        this.objects = objects;
        this.level = level;
    }

    /** How strong certificates must be that are added from now on. */
    void level(SecurityLevel asked) {
        level = asked;
    }

    /** Adds a certificate with its chain (SSL_CTX_use_certificate). */
    void certificate(String name, List<X509Certificate> chain) throws TlsException {
        X509Certificate own = chain.get(0);
        String step = "SSL_CTX_use_certificate(\"" + name + "\") failed (SSL: ";
        if (level.keyTooSmall(own)) {
            throw new TlsException(step + "error:0A00018F:SSL routines::ee key too small)");
        }
        if (level.digestTooWeak(own)) {
            throw new TlsException(step + "error:0A00018E:SSL routines::ca md too weak)");
        }
        for (X509Certificate next : chain.subList(1, chain.size())) {
            String more = "SSL_CTX_set0_chain(\"" + name + "\") failed (SSL: ";
            if (level.keyTooSmall(next)) {
                throw new TlsException(more + "error:0A00018D:SSL routines::ca key too small)");
            }
            if (level.digestTooWeak(next)) {
                throw new TlsException(more + "error:0A00018E:SSL routines::ca md too weak)");
            }
        }
        Place place = places.computeIfAbsent(own.getPublicKey().getAlgorithm(), k -> new Place());
        place.chain = chain;
        if (place.key != null && !objects.match(place.key, own.getPublicKey())) {
            place.key = null;
        }
    }

    /** Adds a key (SSL_CTX_use_PrivateKey); it must match the certificate of its own kind, where there is one. */
    void key(String name, PrivateKey key) throws TlsException {
        Place place = places.computeIfAbsent(key.getAlgorithm(), k -> new Place());
        if (place.chain != null && !objects.match(key, place.chain.get(0).getPublicKey())) {
            throw new TlsException(
                    "SSL_CTX_use_PrivateKey(\"" + name + "\") failed (SSL: " + OpenSslWords.KEY_MISMATCH + ")");
        }
        place.key = key;
    }

    /** The certificates that have their key. */
    List<Identity> complete() {
        List<Identity> all = new ArrayList<>();
        for (Place place : places.values()) {
            if (place.chain != null && place.key != null) {
                all.add(new Identity(place.chain, place.key));
            }
        }
        return List.copyOf(all);
    }
}
