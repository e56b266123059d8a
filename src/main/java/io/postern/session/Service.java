package io.postern.session;

import io.postern.tls.Encryption;
import org.jspecify.annotations.Nullable;

/**
 * One server block as its sessions see it. Immutable; a reload makes new ones.
 *
 * @param timeout {@code timeout}, in milliseconds
 * @param maxErrors {@code max_errors}
 * @param names finds clients' host names; null where no resolver is configured
 * @param encryption for {@code listen … ssl} and STARTTLS; null where there is none
 * @param realIp {@code set_real_ip_from}
 */
public record Service(
        Protocol protocol,
        long timeout,
        int maxErrors,
        ConnectionLogs logs,
        Authority authority,
        Carrier carrier,
        @Nullable HostNames names,
        @Nullable Encryption encryption,
        RealIp realIp) {}
