package io.postern.side;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Where an nginx behaves otherwise on purpose: the few things that Postern does better, and what later versions of nginx than the one
 * beside it changed. Each of those names the version that made it.
 */
final class Intended {
    private static final Pattern UPSTREAM =
            Pattern.compile("(, server: [^,\n]*)(, login: \"[^\n]*\")?, upstream: \\S+\n");
    private static final Pattern BROKEN = Pattern.compile("broken header: \"[^\n]*\" while");

    private final List<BiPredicate<Door, Plan>> skipped = new ArrayList<>();
    private final List<UnaryOperator<String>> levelled = new ArrayList<>();

    private Intended() {}

    static Intended between(Program nginx, Program other) {
        Intended all = new Intended();
        if (nginx.isNginx() != other.isNginx()) {
            // nginx lets bytes behind a PROXY header lie until more come; the README says why we do not.
            all.skipped.add(Intended::pipelinedBehindProxyHeader);
        }
        all.level(
                nginx,
                other,
                "1.23.0",
                "a client that talks behind its goodbye is no critical error",
                text -> text.replaceAll("(?m)^crit (.*:application data after close notify)", "info $1"));
        all.level(
                nginx,
                other,
                "1.31.5",
                "of several errors of OpenSSL's, the last one gives the log's level",
                text -> text.replaceAll("(?m)^crit (.*:decryption failed or bad record mac)", "info $1"));
        all.level(
                nginx,
                other,
                "1.23.2",
                "a broken PROXY header is logged up to its line end only",
                text -> BROKEN.matcher(text).replaceAll("broken header while"));
        all.skip(nginx, other, "1.27.3", "untagged CAPABILITY in the reply to LOGIN", Intended::untaggedCapability);
        all.level(nginx, other, "1.29.1", "upstream is logged without a login too", text -> UPSTREAM.matcher(text)
                .replaceAll("$1$2\n"));
        all.skip(nginx, other, "1.29.1", "smtp_auth none forgets the login before it", Intended::mailWithoutLogin);
        all.skip(nginx, other, "1.29.2", "XCLIENT takes xtext", (door, plan) -> door.protocol()
                .equals("smtp"));
        all.skip(nginx, other, "1.29.6", "what may follow an IMAP literal", Intended::literal);
        all.skip(nginx, other, "1.29.7", "Auth-Salt goes with APOP and CRAM-MD5 only", Intended::external);
        return all;
    }

    private static boolean pipelinedBehindProxyHeader(Door door, Plan plan) {
        if (door.listen().isEmpty() || door.protocol().equals("smtp")) {
            return false;
        }
        String first = plan.moves().get(0) instanceof Plan.Move.Send send ? send.bytes() : "";
        int header = first.startsWith("PROXY")
                ? first.indexOf('\n') + 1
                : first.length() > 16 ? 16 + first.charAt(15) + 256 * first.charAt(14) : first.length();
        return header < first.length();
    }

    private static boolean external(Door door, Plan plan) {
        return plan.moves().toString().toUpperCase(Locale.ROOT).contains("EXTERNAL");
    }

    private static boolean untaggedCapability(Door door, Plan plan) {
        return plan.login().toString().contains("* CAPABILITY");
    }

    private static boolean mailWithoutLogin(Door door, Plan plan) {
        return door.extra().toString().contains("smtp_auth none");
    }

    private static boolean literal(Door door, Plan plan) {
        return door.protocol().equals("imap") && plan.moves().toString().contains("{");
    }

    private void skip(Program a, Program b, String version, String why, BiPredicate<Door, Plan> where) {
        if (a.isAtLeast(version) != b.isAtLeast(version) && !why.isEmpty()) {
            skipped.add(where);
        }
    }

    private void level(Program a, Program b, String version, String why, UnaryOperator<String> how) {
        if (a.isAtLeast(version) != b.isAtLeast(version) && !why.isEmpty()) {
            levelled.add(how);
        }
    }

    /** Whether such a session is left out. */
    boolean covers(Door door, Plan plan) {
        return skipped.stream().anyMatch(where -> where.test(door, plan));
    }

    /** The outcome as either program could have had it. */
    String level(String outcome) {
        String text = outcome;
        for (UnaryOperator<String> how : levelled) {
            text = how.apply(text);
        }
        return text;
    }
}
