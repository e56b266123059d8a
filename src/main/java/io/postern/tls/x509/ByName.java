package io.postern.tls.x509;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Authorities' certificates, or their revocation lists, by the authority's name as OpenSSL compares names; in the order they were read. */
public final class ByName<T> {
    private final Map<String, List<T>> all = new HashMap<>();

    private ByName(Collection<T> things, Function<T, String> name) {
        for (T thing : things) {
            all.computeIfAbsent(name.apply(thing), n -> new ArrayList<>()).add(thing);
        }
    }

    public static ByName<X509Certificate> ofAuthorities(Collection<X509Certificate> authorities) {
        return new ByName<>(authorities, CanonicalName::subject);
    }

    public static ByName<X509CRL> ofLists(Collection<X509CRL> lists) {
        return new ByName<>(lists, CanonicalName::issuer);
    }

    public List<T> of(String name) {
        return all.getOrDefault(name, List.of());
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }
}
