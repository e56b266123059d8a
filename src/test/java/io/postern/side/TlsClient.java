package io.postern.side;

import io.netty.pkitesting.X509Bundle;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * A client whose handshake the JDK makes.
 *
 * @param versions those spoken, {@code TLSv1.3}
 * @param suites by the JDK's names; empty for its own choice
 * @param protocols those offered (ALPN)
 * @param server the name asked for; empty for none
 * @param certificate its own; null for none
 */
record TlsClient(
        List<String> versions,
        List<String> suites,
        List<String> protocols,
        String server,
        @Nullable X509Bundle certificate) {
    SSLParameters settings(SSLParameters usual) {
        usual.setProtocols(versions.toArray(new String[0]));
        if (!suites.isEmpty()) {
            usual.setCipherSuites(suites.toArray(new String[0]));
        }
        usual.setApplicationProtocols(protocols.toArray(new String[0]));
        usual.setServerNames(server.isEmpty() ? List.of() : List.of(new SNIHostName(server)));
        return usual;
    }

    /** What proves the certificate, whatever authorities are asked for; null without one. */
    KeyManager @Nullable [] keys() throws GeneralSecurityException {
        X509Bundle own = certificate;
        return own == null ? null : new KeyManager[] {new OneKey(own)};
    }

    @Override
    public String toString() {
        return versions + " " + suites + " " + protocols + " " + server + " "
                + (certificate == null ? "" : certificate.getCertificate().getSubjectX500Principal());
    }
}
