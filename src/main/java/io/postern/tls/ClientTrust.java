package io.postern.tls;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Whose client certificates are believed.
 *
 * @param depth authorities allowed between a client's certificate and a trusted one
 * @param announced the authorities whose names a client is sent (ssl_client_certificate)
 * @param trusted all that are believed, the announced ones among them
 * @param revocations looked at for every certificate of a chain where there are any
 */
record ClientTrust(
        VerifyClient verify,
        int depth,
        List<X509Certificate> announced,
        ByName<X509Certificate> trusted,
        ByName<X509CRL> revocations,
        SecurityLevel level) {
    /** Nobody is asked for a certificate. */
    static final ClientTrust UNASKED = new ClientTrust(
            VerifyClient.OFF,
            0,
            List.of(),
            ByName.ofAuthorities(List.of()),
            ByName.ofLists(List.of()),
            SecurityLevel.DEFAULT);
}
