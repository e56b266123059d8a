package io.postern.imap;

import io.postern.sasl.Mechanism;
import io.postern.tls.Starttls;
import java.util.Set;

/**
 * What a server block says of IMAP, and the answers that follow from it.
 *
 * @param clientBuffer bytes
 * @param capability the answer to CAPABILITY, once encrypted or where there is no STARTTLS
 */
public record ImapServer(
        int clientBuffer,
        Set<Mechanism> auth,
        Starttls starttls,
        String serverName,
        String capability,
        String starttlsCapability,
        String starttlsOnlyCapability) {
    /** Words the answers to CAPABILITY. */
    public static ImapServer of(ImapSettings settings, Starttls starttls, String serverName) {
        StringBuilder listed = new StringBuilder("* CAPABILITY");
        for (String capability : settings.capabilities()) {
            listed.append(' ').append(capability);
        }
        String bare = listed.toString();
        for (Mechanism mechanism : Mechanism.values()) {
            if (settings.auth().contains(mechanism) && !mechanism.announced().isEmpty()) {
                listed.append(" AUTH=").append(mechanism.announced());
            }
        }
        return new ImapServer(
                settings.clientBuffer(),
                settings.auth(),
                starttls,
                serverName,
                listed + "\r\n",
                listed + " STARTTLS\r\n",
                bare + " STARTTLS LOGINDISABLED\r\n");
    }
}
