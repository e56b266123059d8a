package io.postern.tls;

import java.security.interfaces.ECKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which of several certificates a client below TLSv1.3 is shown: OpenSSL takes the first suite that suits and then the certificate that
 * goes with it (ssl3_choose_cipher), BoringSSL the first certificate for which there is a suite, ECDSA's before RSA's.
 */
final class SuiteChoice {
    private static final int TLS_1_2 = 0x0303;
    private static final int RSA_PSS = 0x08;

    private final Speech speech;
    private final int curve;
    private final Map<Integer, CipherSuite> ours;
    private final List<Integer> signatures;

    private SuiteChoice(TlsMaterial material, int curve) {
        this.speech = material.speech();
        this.curve = curve;
        Map<String, Integer> numbers = Offer.numbers();
        ours = new LinkedHashMap<>();
        for (CipherSuite suite : speech.ciphers()) {
            Integer number = numbers.get(suite.name());
            if (suite.boring() && number != null) {
                ours.put(number, suite);
            }
        }
        signatures = speech.signatures().isEmpty() ? SignatureSchemes.STRONG : speech.signatures();
    }

    /** Null where there are not certificates of both kinds. */
    static @Nullable SuiteChoice of(TlsMaterial material) {
        boolean rsa = false;
        int curve = 0;
        for (Identity identity : material.identities()) {
            if (identity.key() instanceof ECKey ec) {
                curve = Groups.ofSize(ec.getParams().getOrder().bitLength());
            }
            rsa |= identity.key().getAlgorithm().equals("RSA");
        }
        return rsa && curve > 0 ? new SuiteChoice(material, curve) : null;
    }

    /** The suites to be left to BoringSSL, with colons between; null for all of them. */
    @Nullable
    String suites(ClientHello hello) {
        if (!hello.offers(TLS_1_2)
                || !speech.protocols().contains(TlsVersion.TLS1_2)
                || (hello.offersNewest() && speech.protocols().contains(TlsVersion.TLS1_3))) {
            return null;
        }
        List<Integer> theirs = hello.suites();
        List<Integer> ranked = speech.serverPrefers() ? List.copyOf(ours.keySet()) : theirs;
        for (int number : ranked) {
            CipherSuite suite = ours.get(number);
            if (suite != null && theirs.contains(number) && suits(suite, hello)) {
                return ofRsa(suite) ? names() : null;
            }
        }
        return null;
    }

    private boolean suits(CipherSuite suite, ClientHello hello) {
        List<Integer> groups = hello.groups();
        boolean rsa = ofRsa(suite);
        boolean agreed = groups.isEmpty() || groups.stream().map(Groups::spoken).anyMatch(speech.groups()::contains);
        boolean shown = rsa || groups.isEmpty() || groups.contains(curve);
        boolean signed = hello.signatures().stream()
                .anyMatch(scheme -> signatures.contains(scheme)
                        && (scheme >> 8 == RSA_PSS ? rsa && scheme != 0x0807 : rsa == ((scheme & 0xff) == 1)));
        return signed && shown && (agreed || suite.exchange().equals("RSA"));
    }

    private static boolean ofRsa(CipherSuite suite) {
        return suite.authentication().equals("RSA");
    }

    /** Those with RSA. */
    private String names() {
        return ours.values().stream()
                .filter(SuiteChoice::ofRsa)
                .map(CipherSuite::name)
                .collect(Collectors.joining(":"));
    }
}
