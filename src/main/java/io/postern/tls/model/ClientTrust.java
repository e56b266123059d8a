package io.postern.tls.model;

import io.postern.tls.openssl.SecurityLevel;
import io.postern.tls.x509.ByName;
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
public record ClientTrust(
        VerifyClient verify,
        Asking asking,
        int depth,
        List<X509Certificate> announced,
        ByName<X509Certificate> trusted,
        ByName<X509CRL> revocations,
        SecurityLevel level) {
    /**
     * What the handshake itself does about a client's certificate.
     *
     * @param asks whether one is asked for
     * @param requires whether the handshake fails without one
     * @param names whether the authorities' names go with the question
     */
    public record Asking(boolean asks, boolean requires, boolean names) {
        static final Asking NOBODY = new Asking(false, false, true);
    }

    /** Whether the handshake judges by itself: where ssl_conf_command asks and ssl_verify_client does not, nginx has no words of its own. */
    public boolean strict() {
        return asking.asks() && verify == VerifyClient.OFF;
    }

    /** The authorities whose names go with the question. */
    public List<X509Certificate> named() {
        return asking.names() ? announced : List.of();
    }

    /** Nobody is asked for a certificate. */
    public static final ClientTrust UNASKED = new ClientTrust(
            VerifyClient.OFF,
            Asking.NOBODY,
            0,
            List.of(),
            ByName.ofAuthorities(List.of()),
            ByName.ofLists(List.of()),
            SecurityLevel.DEFAULT);
}
