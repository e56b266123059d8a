package io.postern.tls.verify;

import io.postern.tls.model.ClientTrust;
import io.postern.tls.x509.CanonicalName;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a client's certificate as OpenSSL's X509_verify_cert does when it is told to go on after every error, as nginx tells it: the
 * steps in OpenSSL's order, and the last error is the verdict.
 */
public final class CertificateJudge {
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";

    /** Extensions that OpenSSL knows: any other one that is critical is an error. */
    private static final Set<String> HANDLED = Set.of(
            BASIC_CONSTRAINTS,
            "2.5.29.15", // key usage
            "2.5.29.17", // subject alternative name
            "2.5.29.30", // name constraints
            "2.5.29.31", // CRL distribution points
            "2.5.29.32", // certificate policies
            "2.5.29.36", // policy constraints
            "2.5.29.37", // extended key usage
            "2.5.29.54", // inhibit any policy
            "1.3.6.1.5.5.7.1.14"); // proxy certificate information

    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_USAGE = "2.5.29.37.0";

    /** Places in what {@link X509Certificate#getKeyUsage} returns. */
    private static final int DIGITAL_SIGNATURE = 0;

    private static final int KEY_AGREEMENT = 4;
    private static final int CERTIFICATE_SIGNING = 5;
    private static final int CRL_SIGNING = 6;

    /** OpenSSL's limit where none is set. */
    private static final int LONGEST = 100;

    private final ClientTrust trust;
    private final Instant now;
    private final List<X509Certificate> sent;
    /** Whether the first error is the verdict; else the last one is. */
    private final boolean stops;

    private List<X509Certificate> chain = List.of();
    private @Nullable VerifyCode found;

    private CertificateJudge(ClientTrust trust, List<X509Certificate> sent, Instant now, boolean stops) {
        this.trust = trust;
        this.sent = sent;
        this.now = now;
        this.stops = stops;
    }

    /**
     * Judges what a client sent.
     *
     * @param sent its certificate first, at least that one
     */
    static CertificateVerdict judge(ClientTrust trust, List<X509Certificate> sent, Instant now) {
        return new CertificateJudge(trust, sent, now, false).verdict();
    }

    private CertificateVerdict verdict() {
        chain = new ChainBuilder(trust, sent, now, this::error).build();
        extensions();
        strength();
        if (!trust.revocations().isEmpty()) {
            revocation();
        }
        signatures();
        return found == null ? CertificateVerdict.OK : found.verdict();
    }

    /**
     * The same where nobody tells OpenSSL to go on: the first error is the verdict, and a chain may be as long as OpenSSL's limit.
     *
     * @param sent the client's certificate first, at least that one
     */
    public static CertificateVerdict first(ClientTrust trust, List<X509Certificate> sent, Instant now) {
        ClientTrust patient = new ClientTrust(
                trust.verify(),
                trust.asking(),
                LONGEST,
                trust.announced(),
                trust.trusted(),
                trust.revocations(),
                trust.level());
        return new CertificateJudge(patient, sent, now, true).verdict();
    }

    private void error(VerifyCode code) {
        if (!stops || found == null) {
            found = code;
        }
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
            if (i > 0 && !ChainBuilder.isSelfIssued(c)) {
                below++;
            }
        }
    }

    /** X509_check_ca: basic constraints decide; without them key usage does; a self-signed one of version 1 passes. */
    private static boolean authority(X509Certificate c) {
        boolean[] usage = c.getKeyUsage();
        if (usage != null && !usage[CERTIFICATE_SIGNING]) {
            return false;
        }
        if (c.getExtensionValue(BASIC_CONSTRAINTS) != null) {
            return c.getBasicConstraints() >= 0;
        }
        return usage != null || (c.getVersion() == 1 && ChainBuilder.isSelfIssued(c));
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
        return usage == null || usage[DIGITAL_SIGNATURE] || usage[KEY_AGREEMENT];
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
        if (usage != null && !usage[CRL_SIGNING]) {
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
        if (!ChainBuilder.isSelfIssued(issuer)) {
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
                if (usage != null && !usage[CERTIFICATE_SIGNING]) {
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
        if (c.getNotAfter().toInstant().isBefore(now)) {
            error(VerifyCode.EXPIRED);
        }
    }

    private static Instant begin(X509CRL list) {
        return list.getThisUpdate().toInstant();
    }
}
