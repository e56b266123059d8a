package io.postern.tls.model;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that one server's TLS is made of, read and checked; nothing of an engine yet.
 *
 * @param compression whether certificates are sent compressed to who wants it so
 */
public record TlsMaterial(
        List<Identity> identities, Speech speech, ClientTrust trust, Resumption resumption, boolean compression) {
    /** Whether BoringSSL can show a certificate of these, or there is none to be shown. */
    public boolean boring() {
        return identities.isEmpty() || identities.stream().anyMatch(Identity::boring);
    }

    /** The certificate that goes with a cipher: below TLSv1.3 its name tells, else ECDSA's goes first; null where there is none. */
    @Nullable
    public Identity shown(String cipher) {
        boolean rsa = cipher.contains("-RSA-") || !(cipher.startsWith("TLS_") || cipher.contains("-ECDSA-"));
        Identity other = null;
        for (Identity identity : identities) {
            if (boring() && !identity.boring()) {
                continue;
            }
            if (identity.key().getAlgorithm().equals("RSA") == rsa) {
                return identity;
            }
            other = identity;
        }
        return other;
    }

    /** Sessions are resumed only among servers with the same certificates and client authorities (ngx_ssl_session_id_context). */
    public byte[] sessionContext() {
        try {
            MessageDigest all = MessageDigest.getInstance("SHA-1");
            all.update(new byte[] {'M', 'A', 'I', 'L'});
            for (Identity identity : identities) {
                all.update(MessageDigest.getInstance("SHA-1")
                        .digest(identity.certificate().getEncoded()));
            }
            for (X509Certificate authority : trust.announced()) {
                all.update(MessageDigest.getInstance("SHA-1")
                        .digest(authority.getSubjectX500Principal().getEncoded()));
            }
            return all.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
