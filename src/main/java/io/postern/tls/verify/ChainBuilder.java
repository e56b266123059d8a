package io.postern.tls.verify;

import io.postern.tls.model.ClientTrust;
import io.postern.tls.x509.CanonicalName;
import io.postern.tls.x509.KeyIdentifiers;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds the chain from a client's certificate to a trusted one, as OpenSSL's build_chain does. */
final class ChainBuilder {
    private final ClientTrust trust;
    private final Instant now;
    private final Consumer<VerifyCode> errors;
    private final List<X509Certificate> chain = new ArrayList<>();
    /** Sent along, and not in the chain yet. */
    private final List<X509Certificate> spare;
    /** How many of the chain are there because they were sent. */
    private int untrusted;

    /**
     * A chain to be built.
     *
     * @param sent the client's certificate first, at least that one
     * @param errors is told why the chain ends at nobody trusted
     */
    ChainBuilder(ClientTrust trust, List<X509Certificate> sent, Instant now, Consumer<VerifyCode> errors) {
        this.trust = trust;
        this.now = now;
        this.errors = errors;
        chain.add(sent.get(0));
        spare = new ArrayList<>(sent.subList(1, sent.size()));
    }

    /** Trusted issuers first, then those sent along, until a trusted self-signed one ends it. */
    List<X509Certificate> build() {
        int longest = trust.depth() + 1;
        untrusted = 1;
        boolean trusted = false;
        while (true) {
            X509Certificate top = chain.get(chain.size() - 1);
            X509Certificate issuer =
                    chain.size() > longest ? null : find(trust.trusted().of(CanonicalName.issuer(top)), top);
            if (issuer != null) {
                boolean replaces = isSelfIssued(top) && chain.size() == untrusted && issuer.equals(top);
                if (replaces) {
                    chain.set(chain.size() - 1, issuer);
                    untrusted--;
                } else if (!isSelfIssued(top)) {
                    chain.add(issuer);
                }
                if (isSelfIssued(issuer) && (replaces || !isSelfIssued(top))) {
                    trusted = true;
                    break;
                }
                if (!isSelfIssued(top)) {
                    continue;
                }
            }
            boolean climbing = chain.size() == untrusted && !isSelfIssued(top) && chain.size() <= longest;
            X509Certificate next = climbing ? find(sentFor(top), top) : null;
            if (next == null) {
                break;
            }
            spare.remove(next);
            chain.add(next);
            untrusted++;
        }
        if (!trusted) {
            explain(longest);
        }
        return chain;
    }

    /** Why the chain ends at nobody trusted. */
    private void explain(int longest) {
        if (chain.size() > longest) {
            errors.accept(VerifyCode.CHAIN_TOO_LONG);
        }
        if (isSelfIssued(chain.get(chain.size() - 1))) {
            errors.accept(chain.size() == 1 ? VerifyCode.SELF_SIGNED : VerifyCode.SELF_SIGNED_IN_CHAIN);
        } else {
            errors.accept(untrusted < chain.size() ? VerifyCode.NO_ISSUER : VerifyCode.NO_LOCAL_ISSUER);
        }
    }

    /** What was sent along in its issuer's name. */
    private List<X509Certificate> sentFor(X509Certificate subject) {
        String issuer = CanonicalName.issuer(subject);
        return spare.stream()
                .filter(candidate -> CanonicalName.subject(candidate).equals(issuer))
                .toList();
    }

    /** The issuer among those of its name: where both say so, by key identifier; one that is valid now is preferred. */
    private @Nullable X509Certificate find(List<X509Certificate> among, X509Certificate subject) {
        X509Certificate found = null;
        for (X509Certificate candidate : among) {
            if (KeyIdentifiers.mayIssue(candidate, subject)) {
                if (inTime(candidate)) {
                    return candidate;
                }
                found = found == null || end(found).isBefore(end(candidate)) ? candidate : found;
            }
        }
        return found;
    }

    private boolean inTime(X509Certificate c) {
        return !c.getNotBefore().toInstant().isAfter(now) && !end(c).isBefore(now);
    }

    private static Instant end(X509Certificate c) {
        return c.getNotAfter().toInstant();
    }

    static boolean isSelfIssued(X509Certificate c) {
        return CanonicalName.subject(c).equals(CanonicalName.issuer(c)) && KeyIdentifiers.mayIssue(c, c);
    }
}
