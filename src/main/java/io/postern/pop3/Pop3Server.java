package io.postern.pop3;

import io.postern.sasl.Mechanism;
import io.postern.tls.Starttls;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a server block says of POP3, and the answers that follow from it.
 *
 * @param capability the answer to CAPA, once encrypted or where there is no STLS
 * @param methods the answer to a bare AUTH
 */
public record Pop3Server(
        Set<Mechanism> auth,
        Starttls starttls,
        String serverName,
        String capability,
        String starttlsCapability,
        String starttlsOnlyCapability,
        String methods) {
    private static final String HEAD = "+OK Capability list follows\r\n";

    /** Words the answers; {@code plain} brings LOGIN with it. */
    public static Pop3Server of(Pop3Settings settings, Starttls starttls, String serverName) {
        Set<Mechanism> all = EnumSet.noneOf(Mechanism.class);
        all.addAll(settings.auth());
        if (all.contains(Mechanism.PLAIN)) {
            all.add(Mechanism.LOGIN);
        }
        StringBuilder sasl = new StringBuilder("SASL");
        StringBuilder methods = new StringBuilder("+OK methods supported:\r\n");
        for (Mechanism mechanism : all) {
            if (!mechanism.announced().isEmpty()) {
                sasl.append(' ').append(mechanism.announced());
                methods.append(mechanism.announced()).append("\r\n");
            }
        }
        String listed = lines(settings.capabilities());
        String bare = lines(settings.capabilities().stream()
                .filter(c -> !c.equalsIgnoreCase("USER"))
                .toList());
        return new Pop3Server(
                all,
                starttls,
                serverName,
                HEAD + listed + sasl + "\r\n.\r\n",
                HEAD + listed + sasl + "\r\nSTLS\r\n.\r\n",
                HEAD + bare + "STLS\r\n.\r\n",
                methods + ".\r\n");
    }

    /** The greeting carries a challenge. */
    boolean salted() {
        return auth.contains(Mechanism.APOP) || auth.contains(Mechanism.CRAM_MD5);
    }

    private static String lines(List<String> capabilities) {
        StringBuilder text = new StringBuilder();
        for (String capability : capabilities) {
            text.append(capability).append("\r\n");
        }
        return text.toString();
    }
}
