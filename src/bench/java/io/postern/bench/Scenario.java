package io.postern.bench;

import java.util.Map;

/** One kind of work, done once through one running proxy. */
interface Scenario {
    String name();

    /** Directives for the mail block that this scenario needs. */
    default String directives() {
        return "";
    }

    /** Runs and returns named figures, each "less is better"; the first is the one that is compared. */
    Map<String, Double> run(Load load, Ports ports, ProxyUnderTest proxy) throws Exception;

    /** Where the proxy listens. */
    record Ports(int imap, int pop3, int smtp, int imaps) {
        int of(MailClient.Dialect dialect) {
            return switch (dialect) {
                case IMAP -> imap;
                case POP3 -> pop3;
                case SMTP -> smtp;
            };
        }
    }
}
