package io.postern.sasl;

/** Who a client says it is, byte for byte as ISO-8859-1; {@code passwd} is a hash with CRAM-MD5. */
public record Credentials(String login, String passwd) {}
