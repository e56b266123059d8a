package io.postern.tls.hello;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import io.postern.tls.model.Identity;
import io.postern.tls.model.Speech;
import io.postern.tls.openssl.CipherSuite;
import io.postern.tls.openssl.SecurityLevel;
import io.postern.tls.openssl.TlsVersion;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is held against a client's first message is what OpenSSL 3.0 holds against it, as seen with nginx. */
class HelloJudgeTest {
    private static final int ECDHE_ECDSA = 0xc02b;
    private static final int ECDHE_RSA = 0xc02f;
    private static final int PLAIN_RSA = 0x009c;
    private static final int OLD_RSA = 0x002f;
    private static final int FALLBACK = 0x5600;

    private static Identity rsa;
    private static Identity ec;

    @BeforeAll
    static void makeKeys() throws Exception {
        rsa = identity(Algorithm.rsa2048);
        ec = identity(Algorithm.ecp256);
    }

    private static Identity identity(Algorithm algorithm) throws Exception {
        X509Bundle made = new CertificateBuilder()
                .algorithm(algorithm)
                .subject("CN=localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        return new Identity(
                List.of(made.getCertificatePath()), made.getKeyPair().getPrivate());
    }

    private static HelloJudge judge(int level, Identity... identities) {
        Speech speech = new Speech(
                Set.of(TlsVersion.TLS1_0, TlsVersion.TLS1_1, TlsVersion.TLS1_2, TlsVersion.TLS1_3),
                CipherSuite.ALL,
                null,
                false,
                List.of("X25519", "P-256"),
                List.of());
        return new HelloJudge(List.of(identities), speech, new SecurityLevel(level), "imap");
    }

    private static @Nullable HelloFault fault(HelloJudge judge, HelloMessage hello) {
        return judge.fault(hello, false, true);
    }

    /** One of so many numbers in two bytes each. */
    private static byte[] numbers(int... numbers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int number : numbers) {
            out.write(number >> 8);
            out.write(number);
        }
        return out.toByteArray();
    }

    private static byte[] list(int... numbers) {
        return vector(2, numbers(numbers));
    }

    private static byte[] vector(int size, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = size - 1; i >= 0; i--) {
            out.write(content.length >> (8 * i));
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static HelloMessage hello(int version, int[] suites, Map<Integer, byte[]> extensions) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(numbers(version));
        body.writeBytes(new byte[33]);
        body.writeBytes(vector(2, numbers(suites)));
        body.writeBytes(new byte[] {1, 0});
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        extensions.forEach((kind, value) -> {
            all.writeBytes(numbers(kind));
            all.writeBytes(vector(2, value));
        });
        body.writeBytes(vector(2, all.toByteArray()));
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.write(1);
        message.writeBytes(vector(3, body.toByteArray()));
        return new HelloMessage(message.toByteArray(), message.size());
    }

    /** A client of TLSv1.2 that knows P-256. */
    private static HelloMessage usual(int[] suites, int... schemes) {
        Map<Integer, byte[]> extensions = new LinkedHashMap<>();
        extensions.put(HelloMessage.GROUPS, list(0x17));
        if (schemes.length > 0) {
            extensions.put(HelloMessage.SIGNATURES, list(schemes));
        }
        return hello(0x0303, suites, extensions);
    }

    /** OpenSSL chooses a suite of RSA without asking what the client verifies, and one of ECDSA only if it verifies that. */
    @Test
    void suiteIsChosenFirst_thenTheSignature() {
        HelloJudge both = judge(2, rsa, ec);
        int[] rsaFirst = {ECDHE_RSA, ECDHE_ECDSA};
        assertEquals(HelloFault.NO_SUITABLE_SIGNATURE, fault(both, usual(rsaFirst, 0x0403)));
        assertNull(fault(both, usual(rsaFirst, 0x0403, 0x0804)));
        int[] ecdsaFirst = {ECDHE_ECDSA, ECDHE_RSA};
        assertNull(fault(both, usual(ecdsaFirst, 0x0401)));
        assertEquals("RSA", both.suites(usual(ecdsaFirst, 0x0401)) == null ? "any" : "RSA");
        assertNull(both.suites(usual(ecdsaFirst, 0x0403)));
        assertEquals(HelloFault.NO_SHARED_CIPHER, fault(judge(2, ec), usual(ecdsaFirst, 0x0401)));
        assertEquals(HelloFault.NO_SUITABLE_SIGNATURE, fault(judge(2, rsa), usual(new int[] {PLAIN_RSA}, 0x0403)));
        assertEquals(HelloFault.NO_SHARED_SIGNATURES, fault(both, usual(rsaFirst, 0x0201)));
    }

    /** SHA-1 is meant, which is too weak but at level 0. */
    @Test
    void nothingSaidOfSignatures_isSha1() {
        int[] suites = {ECDHE_RSA, ECDHE_ECDSA};
        assertEquals(HelloFault.NO_SUITABLE_SIGNATURE, fault(judge(2, rsa, ec), usual(suites)));
        assertEquals(HelloFault.NO_SHARED_CIPHER, fault(judge(2, ec), usual(suites)));
        assertNull(fault(judge(0, rsa), usual(suites)));
        assertNull(fault(judge(0, ec), usual(suites)));
    }

    @Test
    void fallback_goesBeforeWhatIsNotShared() {
        assertEquals(
                HelloFault.INAPPROPRIATE_FALLBACK, fault(judge(2, rsa), usual(new int[] {FALLBACK, 0xfefe}, 0x0403)));
    }

    @Test
    void oldVersion_isToldInItsOwnRecord() {
        HelloMessage old = hello(0x0301, new int[] {OLD_RSA}, Map.of());
        assertEquals(HelloFault.TOO_WEAK, fault(judge(2, rsa), old));
        assertEquals(0x0301, judge(2, rsa).recordVersion(old));
        assertNull(fault(judge(0, rsa), old));
        assertEquals(HelloFault.NO_SHARED_CIPHER, fault(judge(2, rsa), hello(0x0301, new int[] {PLAIN_RSA}, Map.of())));
        assertEquals(0x0303, judge(2, rsa).recordVersion(usual(new int[] {PLAIN_RSA})));
    }

    /** Without groups nothing ephemeral is agreed on. */
    @Test
    void noGroups_leavesPlainRsa() {
        Map<Integer, byte[]> signatures = Map.of(HelloMessage.SIGNATURES, list(0x0401));
        assertEquals(
                HelloFault.NO_SHARED_CIPHER, fault(judge(2, rsa), hello(0x0303, new int[] {ECDHE_RSA}, signatures)));
        assertNull(fault(judge(2, rsa), hello(0x0303, new int[] {ECDHE_RSA, PLAIN_RSA}, signatures)));
    }

    /** Certificates are of themselves signed by a scheme that the client may name apart. */
    @Test
    void certificatesOwnSignature_isAskedForToo() {
        Map<Integer, byte[]> extensions = new LinkedHashMap<>();
        extensions.put(HelloMessage.GROUPS, list(0x17));
        extensions.put(HelloMessage.SIGNATURES, list(0x0403, 0x0401));
        extensions.put(HelloMessage.CERTIFICATE_SIGNATURES, list(0x0603));
        int[] suites = {ECDHE_ECDSA};
        assertEquals(HelloFault.NO_SUITABLE_SIGNATURE, fault(judge(2, ec), hello(0x0303, suites, extensions)));
        extensions.put(HelloMessage.CERTIFICATE_SIGNATURES, list(0x0603, 0x0403));
        assertNull(fault(judge(2, ec), hello(0x0303, suites, extensions)));
    }
}
