package io.postern.tls.files;

import io.postern.directive.Cycle;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one reading of a configuration has loaded of the files that ssl_* directives name: each is read once, however many servers name
 * it (ngx_ssl_cache_fetch). A file that cannot be used is read, and complained of, each time; so is a key where passwords are at hand.
 */
public final class TlsObjects {
    private final Map<String, List<X509Certificate>> chains = new HashMap<>();
    private final Map<String, List<X509Certificate>> authorities = new HashMap<>();
    private final Map<String, PrivateKey> keys = new HashMap<>();
    private final Map<String, List<X509CRL>> revocations = new HashMap<>();

    private final IdentityHashMap<PrivateKey, IdentityHashMap<PublicKey, Boolean>> matches = new IdentityHashMap<>();

    private final Cycle cycle;

    private TlsObjects(Cycle cycle) {
        this.cycle = cycle;
    }

    public static TlsObjects of(Cycle cycle) {
        return cycle.memo(TlsObjects.class, () -> new TlsObjects(cycle));
    }

    private interface Reader<T> {
        T read(String name) throws TlsException;
    }

    private static <T> T once(Map<String, T> known, String name, Reader<T> reader) throws TlsException {
        T found = known.get(name);
        if (found == null) {
            found = reader.read(name);
            known.put(name, found);
        }
        return found;
    }

    /** {@link TlsFiles#chain}. */
    public List<X509Certificate> chain(String name) throws TlsException {
        return once(chains, name, TlsFiles::chain);
    }

    /** {@link TlsFiles#authorities}. */
    public List<X509Certificate> authorities(String name) throws TlsException {
        return once(authorities, name, TlsFiles::authorities);
    }

    /** {@link TlsFiles#key}. */
    public PrivateKey key(String name, Passwords passwords) throws TlsException {
        return passwords.all().isEmpty() ? once(keys, name, this::key) : TlsFiles.key(name, passwords);
    }

    /** After an error nobody is asked for a pass phrase: nginx has stopped by then. */
    private PrivateKey key(String name) throws TlsException {
        AskedKeys asked = cycle.failed() ? null : cycle.given(AskedKeys.class);
        return asked == null ? TlsFiles.key(name, Passwords.NONE) : asked.key(name);
    }

    /** {@link TlsFiles#revocations}. */
    public List<X509CRL> revocations(String name) throws TlsException {
        return once(revocations, name, TlsFiles::revocations);
    }

    /** {@link PrivateKeys#match}, which is slow for some kinds of key. */
    public boolean match(PrivateKey key, PublicKey certified) {
        return matches.computeIfAbsent(key, k -> new IdentityHashMap<>())
                .computeIfAbsent(certified, c -> PrivateKeys.match(key, c));
    }
}
