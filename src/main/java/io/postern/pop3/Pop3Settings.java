package io.postern.pop3;

import io.postern.sasl.Mechanism;
import java.util.List;
import java.util.Set;

/** What the configuration says of POP3. */
public record Pop3Settings(List<String> capabilities, Set<Mechanism> auth) {}
