package io.postern.tls.model;

import io.postern.tls.openssl.CipherSuite;
import io.postern.tls.openssl.TlsVersion;
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
public record Speech(
        Set<TlsVersion> protocols,
        List<CipherSuite> ciphers,
        @Nullable List<String> suites13,
        boolean serverPrefers,
        List<String> groups,
        List<Integer> signatures) {
    /** The versions without those below a gap, over which BoringSSL does not jump. */
    public Set<TlsVersion> withoutGap() {
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
