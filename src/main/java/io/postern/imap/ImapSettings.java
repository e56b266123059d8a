package io.postern.imap;

import io.postern.sasl.Mechanism;
import java.util.List;
import java.util.Set;

/**
 * What the configuration says of IMAP.
 *
 * @param clientBuffer bytes
 */
public record ImapSettings(int clientBuffer, List<String> capabilities, Set<Mechanism> auth) {}
