package io.postern.process.lint;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Capabilities that clients use before they have logged in, when the proxy itself would have to know them. */
final class Announced {
    private static final Set<String> IMAP = Set.of("ID", "LANGUAGE");
    private static final Set<String> POP3 = Set.of("LANG", "UTF8");
    private static final Set<String> SMTP = Set.of("CHUNKING", "BINARYMIME", "BURL", "ETRN");

    private Announced() {}

    /** Whether clients who believe it would be refused. */
    static boolean isWrong(String capability, ServerView server) {
        String word = capability.toUpperCase(Locale.ROOT).split(" ", 2)[0];
        if (word.equals("STARTTLS") || word.equals("STLS")) {
            return !server.startsTls();
        }
        if (word.startsWith("AUTH=")) {
            return !takes(server, List.of(word.substring("AUTH=".length())));
        }
        if (word.equals("AUTH") || word.equals("SASL")) {
            String[] words = capability.toUpperCase(Locale.ROOT).split(" +", -1);
            return !takes(server, List.of(words).subList(1, words.length));
        }
        return switch (server.protocol()) {
            case "imap" -> IMAP.contains(word);
            case "pop3" -> POP3.contains(word);
            case "smtp" -> SMTP.contains(word);
            default -> false;
        };
    }

    private static boolean takes(ServerView server, List<String> mechanisms) {
        List<String> words = server.words(server.protocol() + "_auth").stream()
                .map(word -> word.toUpperCase(Locale.ROOT))
                .toList();
        for (String mechanism : mechanisms) {
            boolean always = mechanism.equals("PLAIN") || mechanism.equals("LOGIN");
            if (!always && !words.contains(mechanism)) {
                return false;
            }
        }
        return true;
    }
}
