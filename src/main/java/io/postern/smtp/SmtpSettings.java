package io.postern.smtp;

import io.postern.sasl.Mechanism;
import java.util.List;
import java.util.Set;

/**
 * What the configuration says of SMTP.
 *
 * @param clientBuffer bytes
 * @param greetingDelay milliseconds
 */
public record SmtpSettings(int clientBuffer, long greetingDelay, List<String> capabilities, Set<Mechanism> auth) {}
