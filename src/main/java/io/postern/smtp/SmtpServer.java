package io.postern.smtp;

import io.postern.sasl.Mechanism;
import io.postern.tls.Starttls;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a server block says of SMTP, and the answers that follow from it.
 *
 * @param clientBuffer bytes
 * @param greetingDelay milliseconds
 * @param xclient tell the back end who the client is
 * @param proxyAuth log in to the back end with the client's password
 * @param capability the answer to EHLO, once encrypted or where there is no STARTTLS
 */
public record SmtpServer(
        int clientBuffer,
        long greetingDelay,
        Set<Mechanism> auth,
        Starttls starttls,
        String serverName,
        boolean xclient,
        boolean proxyAuth,
        String capability,
        String starttlsCapability,
        String starttlsOnlyCapability) {

    /** Words the answers to EHLO. */
    public static SmtpServer of(
            SmtpSettings settings, Starttls starttls, String serverName, boolean xclient, boolean proxyAuth) {
        List<String> lines = new ArrayList<>();
        lines.add(serverName);
        lines.addAll(settings.capabilities());
        List<String> starttlsOnly = new ArrayList<>(lines);
        starttlsOnly.add("STARTTLS");
        StringBuilder methods = new StringBuilder();
        for (Mechanism mechanism : Mechanism.values()) {
            if (settings.auth().contains(mechanism) && !mechanism.announced().isEmpty()) {
                methods.append(' ').append(mechanism.announced());
            }
        }
        if (!methods.isEmpty()) {
            lines.add("AUTH" + methods);
        }
        List<String> starttlsOn = new ArrayList<>(lines);
        starttlsOn.add("STARTTLS");
        return new SmtpServer(
                settings.clientBuffer(),
                settings.greetingDelay(),
                settings.auth(),
                starttls,
                serverName,
                xclient,
                proxyAuth,
                reply(lines),
                reply(starttlsOn),
                reply(starttlsOnly));
    }

    private static String reply(List<String> lines) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            text.append(i < lines.size() - 1 ? "250-" : "250 ")
                    .append(lines.get(i))
                    .append("\r\n");
        }
        return text.toString();
    }
}
