package io.postern.tls;

import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a client's certificate as OpenSSL's X509_verify_cert does when it is told to go on after every error, as nginx tells it: the
 * steps in OpenSSL's order, and the last error is the verdict.
 */
final class CertificateJudge {
    private static final Set<String> HANDLED = Set.of(
            "2.5.29.15",
            "2.5.29.17",
            "2.5.29.19",
            "2.5.29.32",
            "2.5.29.36",
            "2.5.29.37",
            "2.5.29.30",
            "2.5.29.54",
            "2.5.29.31",
            "1.3.6.1.5.5.7.1.14");
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_USAGE = "2.5.29.37.0";

    /** OpenSSL's limit where none is set. */
    private static final int LONGEST = 100;

    private final ClientTrust trust;
    private final Instant now;
    private final List<X509Certificate> chain = new ArrayList<>();
    private final List<X509Certificate> spare;
    private int untrusted;
    private @Nullable VerifyCode last;
    private boolean stops;

    private CertificateJudge(ClientTrust trust, List<X509Certificate> sent, Instant now) {
        this.trust = trust;
        this.now = now;
        chain.add(sent.get(0));
        spare = new ArrayList<>(sent.subList(1, sent.size()));
    }

    /**
     * Judges what a client sent.
     *
     * @param sent its certificate first, at least that one
     */
    static CertificateVerdict judge(ClientTrust trust, List<X509Certificate> sent, Instant now) {
        return new CertificateJudge(trust, sent, now).verdict();
    }

    private CertificateVerdict verdict() {
        build();
        extensions();
        strength();
        if (!trust.revocations().isEmpty()) {
            revocation();
        }
        signatures();
        return last == null ? CertificateVerdict.OK : last.verdict();
    }

    /**
     * The same where nobody tells OpenSSL to go on: the first error is the verdict, and a chain may be as long as OpenSSL's limit.
     *
     * @param sent the client's certificate first, at least that one
     */
    static CertificateVerdict first(ClientTrust trust, List<X509Certificate> sent, Instant now) {
        ClientTrust patient = new ClientTrust(
                trust.verify(),
                trust.asking(),
                LONGEST,
                trust.announced(),
                trust.trusted(),
                trust.revocations(),
                trust.level());
        CertificateJudge judge = new CertificateJudge(patient, sent, now);
        judge.stops = true;
        return judge.verdict();
    }

    private void error(VerifyCode code) {
        if (!stops || last == null) {
            last = code;
        }
    }

    /** build_chain: trusted issuers first, then those sent along, until a trusted self-signed one ends it. */
    private void build() {
        int longest = trust.depth() + 1;
        untrusted = 1;
        boolean trusted = false;
        while (true) {
            X509Certificate top = chain.get(chain.size() - 1);
            X509Certificate issuer =
                    chain.size() > longest ? null : find(trust.trusted().of(CanonicalName.issuer(top)), top);
            if (issuer != null) {
                boolean replaces = selfIssued(top) && chain.size() == untrusted && issuer.equals(top);
                if (replaces) {
                    chain.set(chain.size() - 1, issuer);
                    untrusted--;
                } else if (!selfIssued(top)) {
                    chain.add(issuer);
                }
                if (selfIssued(issuer) && (replaces || !selfIssued(top))) {
                    trusted = true;
                    break;
                }
                if (!selfIssued(top)) {
                    continue;
                }
            }
            boolean climbing = chain.size() == untrusted && !selfIssued(top) && chain.size() <= longest;
            X509Certificate next = climbing ? find(sentFor(top), top) : null;
            if (next == null) {
                break;
            }
            spare.remove(next);
            chain.add(next);
            untrusted++;
        }
        if (!trusted) {
            untrusted(longest);
        }
    }

    private void untrusted(int longest) {
        if (chain.size() > longest) {
            error(VerifyCode.CHAIN_TOO_LONG);
        }
        if (selfIssued(chain.get(chain.size() - 1))) {
            error(chain.size() == 1 ? VerifyCode.SELF_SIGNED : VerifyCode.SELF_SIGNED_IN_CHAIN);
        } else {
            error(untrusted < chain.size() ? VerifyCode.NO_ISSUER : VerifyCode.NO_LOCAL_ISSUER);
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

    /** check_extensions for the purpose of TLS clients. */
    private void extensions() {
        int below = 0;
        for (int i = 0; i < chain.size(); i++) {
            X509Certificate c = chain.get(i);
            Set<String> critical = c.getCriticalExtensionOIDs();
            if (critical != null && !HANDLED.containsAll(critical)) {
                error(VerifyCode.UNHANDLED_CRITICAL);
            }
            if (i > 0 && !authority(c)) {
                error(VerifyCode.INVALID_AUTHORITY);
            }
            if (!purpose(c, i > 0)) {
                error(VerifyCode.INVALID_PURPOSE);
            }
            int limit = c.getVersion() >= 3 ? c.getBasicConstraints() : Integer.MAX_VALUE;
            if (i > 1 && limit >= 0 && below > limit) {
                error(VerifyCode.PATH_TOO_LONG);
            }
            if (i > 0 && !selfIssued(c)) {
                below++;
            }
        }
    }

    /** X509_check_ca: basic constraints decide; without them key usage does; a self-signed one of version 1 passes. */
    private static boolean authority(X509Certificate c) {
        boolean[] usage = c.getKeyUsage();
        if (usage != null && !usage[5]) {
            return false;
        }
        if (c.getExtensionValue("2.5.29.19") != null) {
            return c.getBasicConstraints() >= 0;
        }
        return usage != null || (c.getVersion() == 1 && selfIssued(c));
    }

    private static boolean purpose(X509Certificate c, boolean asAuthority) {
        try {
            List<String> extended = c.getExtendedKeyUsage();
            if (extended != null && !extended.contains(CLIENT_AUTH) && !extended.contains(ANY_USAGE)) {
                return false;
            }
        } catch (GeneralSecurityException e) {
            return false;
        }
        boolean[] usage = c.getKeyUsage();
        if (asAuthority) {
            return authority(c);
        }
        return usage == null || usage[0] || usage[4];
    }

    private void strength() {
        for (int i = 0; i < chain.size(); i++) {
            if (trust.level().keyTooSmall(chain.get(i))) {
                error(i == 0 ? VerifyCode.OWN_KEY_TOO_SMALL : VerifyCode.AUTHORITY_KEY_TOO_SMALL);
            }
            if (i < chain.size() - 1 && trust.level().digestTooWeak(chain.get(i))) {
                error(VerifyCode.DIGEST_TOO_WEAK);
            }
        }
    }

    /** check_revocation of every certificate, the last one too (X509_V_FLAG_CRL_CHECK_ALL). */
    private void revocation() {
        for (int i = 0; i < chain.size(); i++) {
            X509Certificate c = chain.get(i);
            X509CRL list = null;
            for (X509CRL candidate : trust.revocations().of(CanonicalName.issuer(c))) {
                if (list == null || begin(list).isBefore(begin(candidate))) {
                    list = candidate;
                }
            }
            if (list == null) {
                error(VerifyCode.NO_CRL);
            } else {
                revocation(c, list, chain.get(Math.min(i + 1, chain.size() - 1)));
            }
        }
    }

    private void revocation(X509Certificate c, X509CRL list, X509Certificate issuer) {
        if (!CanonicalName.subject(issuer).equals(CanonicalName.issuer(list))) {
            error(VerifyCode.NO_CRL_ISSUER);
        }
        boolean[] usage = issuer.getKeyUsage();
        if (usage != null && !usage[6]) {
            error(VerifyCode.NO_CRL_SIGNING);
        }
        if (begin(list).isAfter(now)) {
            error(VerifyCode.CRL_NOT_YET_VALID);
        }
        if (list.getNextUpdate() != null && list.getNextUpdate().toInstant().isBefore(now)) {
            error(VerifyCode.CRL_EXPIRED);
        }
        try {
            list.verify(issuer.getPublicKey());
        } catch (GeneralSecurityException e) {
            error(VerifyCode.CRL_BAD_SIGNATURE);
        }
        // by its number alone: the list is its issuer's, however that is spelt
        if (list.getRevokedCertificate(c.getSerialNumber()) != null) {
            error(VerifyCode.REVOKED);
        }
    }

    /** internal_verify: from the top down, each signature and then each certificate's time. */
    private void signatures() {
        int n = chain.size() - 1;
        X509Certificate issuer = chain.get(n);
        if (!selfIssued(issuer)) {
            if (n == 0) {
                error(VerifyCode.UNVERIFIED_LEAF);
                time(issuer);
                return;
            }
            n--;
        }
        for (; n >= 0; n--) {
            X509Certificate subject = chain.get(n);
            if (!subject.equals(issuer)) {
                boolean[] usage = issuer.getKeyUsage();
                if (usage != null && !usage[5]) {
                    error(VerifyCode.NO_CERTIFICATE_SIGNING);
                }
                try {
                    subject.verify(issuer.getPublicKey());
                } catch (GeneralSecurityException e) {
                    error(VerifyCode.BAD_SIGNATURE);
                }
            }
            time(subject);
            issuer = subject;
        }
    }

    private void time(X509Certificate c) {
        if (c.getNotBefore().toInstant().isAfter(now)) {
            error(VerifyCode.NOT_YET_VALID);
        }
        if (end(c).isBefore(now)) {
            error(VerifyCode.EXPIRED);
        }
    }

    private boolean inTime(X509Certificate c) {
        return !c.getNotBefore().toInstant().isAfter(now) && !end(c).isBefore(now);
    }

    private static Instant end(X509Certificate c) {
        return c.getNotAfter().toInstant();
    }

    private static Instant begin(X509CRL list) {
        return list.getThisUpdate().toInstant();
    }

    private static boolean selfIssued(X509Certificate c) {
        return CanonicalName.subject(c).equals(CanonicalName.issuer(c)) && KeyIdentifiers.mayIssue(c, c);
    }
}
