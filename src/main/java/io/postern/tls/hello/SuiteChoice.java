package io.postern.tls.hello;

import io.postern.tls.model.Identity;
import io.postern.tls.model.Speech;
import io.postern.tls.openssl.CipherSuite;
import io.postern.tls.openssl.Groups;
import io.postern.tls.openssl.Offer;
import io.postern.tls.openssl.TlsVersion;
import java.security.interfaces.ECKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which suite is agreed on below TLSv1.3, and with it which of several certificates is shown: OpenSSL takes the first suite that suits and
 * then the certificate that goes with it (ssl3_choose_cipher), BoringSSL the first certificate for which there is a suite, ECDSA's before
 * RSA's. Immutable.
 */
final class SuiteChoice {
    private static final int TLS_1_2 = 0x0303;

    private final Speech speech;
    private final SignatureChoice signatures;
    private final Map<Integer, CipherSuite> ours = new LinkedHashMap<>();
    private final boolean rsa;
    private final boolean edwards;
    /** The number of the curve on which our key of ECDSA is; 0 without one. */
    private final int curve;

    SuiteChoice(List<Identity> identities, Speech speech, SignatureChoice signatures) {
        this.speech = speech;
        this.signatures = signatures;
        Map<String, Integer> numbers = Offer.numbers();
        for (CipherSuite suite : speech.ciphers()) {
            Integer number = numbers.get(suite.name());
            if (suite.boring() && number != null) {
                ours.put(number, suite);
            }
        }
        rsa = identities.stream().anyMatch(SignatureChoice::isRsa);
        edwards = identities.stream().anyMatch(SignatureChoice::isEdwards);
        curve = identities.stream()
                .filter(identity -> identity.key() instanceof ECKey)
                .mapToInt(identity -> Groups.ofSize(
                        ((ECKey) identity.key()).getParams().getOrder().bitLength()))
                .findFirst()
                .orElse(0);
    }

    /** The suites to be left to BoringSSL, with colons between, where it would show another certificate; null for all of them. */
    @Nullable
    String leaving(HelloMessage hello, int version) {
        CipherSuite chosen = rsa && (curve > 0 || edwards) ? choice(hello, version) : null;
        return chosen == null || !ofRsa(chosen)
                ? null
                : ours.values().stream()
                        .filter(SuiteChoice::ofRsa)
                        .map(CipherSuite::name)
                        .collect(Collectors.joining(":"));
    }

    /** What OpenSSL has against a client that knows none of them, or cannot verify what goes with it. */
    @Nullable
    HelloFault fault(HelloMessage hello, int version) {
        CipherSuite chosen = choice(hello, version);
        return chosen == null ? HelloFault.NO_SHARED_CIPHER : signatures.fault(hello, version, ofRsa(chosen));
    }

    private @Nullable CipherSuite choice(HelloMessage hello, int version) {
        List<Integer> theirs = hello.suites();
        List<Integer> groups = hello.list(HelloMessage.GROUPS);
        boolean agreed = groups.stream().map(Groups::spoken).anyMatch(speech.groups()::contains);
        boolean ecdsa = (curve > 0
                        && (groups.isEmpty() || groups.contains(curve))
                        && signatures.allowsEcdsa(hello, version, false))
                || (edwards && signatures.allowsEcdsa(hello, version, true));
        for (int number : speech.serverPrefers() ? ours.keySet() : theirs) {
            CipherSuite suite = ours.get(number);
            if (suite != null
                    && theirs.contains(number)
                    && (version == TLS_1_2 || !suite.protocol().equals(TlsVersion.TLS1_2.word()))
                    && (ofRsa(suite) ? rsa : ecdsa)
                    && (agreed || suite.exchange().equals("RSA"))) {
                return suite;
            }
        }
        return null;
    }

    private static boolean ofRsa(CipherSuite suite) {
        return suite.authentication().equals("RSA");
    }
}
