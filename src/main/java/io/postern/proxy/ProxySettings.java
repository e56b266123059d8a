package io.postern.proxy;

/**
 * How one server block talks to back ends.
 *
 * @param enable {@code proxy}, which changes nothing
 * @param buffer {@code proxy_buffer} in bytes: what a back end's reply may take, and what is held for a slow client
 * @param timeout {@code proxy_timeout} in milliseconds
 * @param passErrorMessage {@code proxy_pass_error_message}
 * @param xclient {@code xclient}, for SMTP's talk with its back ends
 * @param smtpAuth {@code proxy_smtp_auth}, for SMTP's talk with its back ends
 * @param proxyProtocol {@code proxy_protocol}: the version of the header sent first, 0 for none
 */
public record ProxySettings(
        boolean enable,
        int buffer,
        long timeout,
        boolean passErrorMessage,
        boolean xclient,
        boolean smtpAuth,
        int proxyProtocol) {}
