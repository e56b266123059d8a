package io.postern.imap;

import io.postern.sasl.Mechanism;
import io.postern.session.Starttls;
import java.util.List;
import java.util.Set;

/**
 * What a server block says of IMAP, and the answers that follow from it.
 *
 * @param clientBuffer bytes
 * @param capability the answer to CAPABILITY, once encrypted or where there is no STARTTLS
 */
public record ImapSettings(
        int clientBuffer,
        Set<Mechanism> auth,
        Starttls starttls,
        String serverName,
        String capability,
        String starttlsCapability,
        String starttlsOnlyCapability) {
    /** {@code imap_capabilities} where it is not set. */
    static final List<String> DEFAULT_CAPABILITIES = List.of("IMAP4", "IMAP4rev1", "UIDPLUS");

    /** Words the answers to CAPABILITY. */
    public static ImapSettings of(
            int clientBuffer, List<String> capabilities, Set<Mechanism> auth, Starttls starttls, String serverName) {
        StringBuilder listed = new StringBuilder("* CAPABILITY");
        for (String capability : capabilities) {
            listed.append(' ').append(capability);
        }
        String bare = listed.toString();
        for (Mechanism mechanism : Mechanism.values()) {
            if (auth.contains(mechanism) && !mechanism.announced().isEmpty()) {
                listed.append(" AUTH=").append(mechanism.announced());
            }
        }
        return new ImapSettings(
                clientBuffer,
                auth,
                starttls,
                serverName,
                listed + "\r\n",
                listed + " STARTTLS\r\n",
                bare + " STARTTLS LOGINDISABLED\r\n");
    }
}
