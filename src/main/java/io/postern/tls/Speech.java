package io.postern.tls;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may be agreed upon in a handshake.
 *
 * @param ciphers below TLSv1.3, in order of preference
 * @param suites13 those of TLSv1.3 where ssl_conf_command names them; null for all
 * @param serverPrefers whether our order counts (ssl_prefer_server_ciphers)
 * @param groups for the key exchange, by BoringSSL's names
 * @param signatures the signature schemes of ours by their code points (RFC 8446, 4.2.3); empty for all
 */
record Speech(
        Set<TlsVersion> protocols,
        List<CipherSuite> ciphers,
        @Nullable List<String> suites13,
        boolean serverPrefers,
        List<String> groups,
        List<Integer> signatures) {
    /** What OpenSSL holds against these settings before it listens to anybody; null for nothing. */
    @Nullable
    HelloFault hopeless() {
        TlsVersion newest = protocols.stream().max(Comparator.naturalOrder()).orElse(TlsVersion.SSL2);
        if (newest.compareTo(TlsVersion.TLS1_0) < 0) {
            return HelloFault.NO_PROTOCOLS;
        }
        boolean speechless = newest.compareTo(TlsVersion.TLS1_2) < 0
                && ciphers.stream().allMatch(suite -> suite.protocol().equals(TlsVersion.TLS1_2.word()));
        return speechless ? HelloFault.NO_CIPHERS : null;
    }

    /** The versions without those below a gap, over which BoringSSL does not jump. */
    Set<TlsVersion> withoutGap() {
        Set<TlsVersion> upper = EnumSet.noneOf(TlsVersion.class);
        TlsVersion[] all = TlsVersion.values();
        for (int i = all.length - 1; i >= 0; i--) {
            if (protocols.contains(all[i])) {
                upper.add(all[i]);
            } else if (!upper.isEmpty()) {
                break;
            }
        }
        return upper;
    }
}
