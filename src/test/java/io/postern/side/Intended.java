package io.postern.side;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an nginx behaves otherwise on purpose: the few things that Postern does better, and what later versions of nginx than the one
 * beside it changed. Each of those names the version that made it.
 */
final class Intended {
    private static final Pattern UPSTREAM =
            Pattern.compile("(, server: [^,\n]*)(, login: \"[^\n]*\")?, upstream: \\S+\n");
    private static final Pattern LATE =
            Pattern.compile("(?m)^(?:  log: )?(?:crit|info) (.*:application data after close notify)");
    private static final int REPLIES = 200;
    private static final Pattern BROKEN = Pattern.compile("broken header: \"[^\n]*\" while");

    private final List<BiPredicate<Door, Plan>> skipped = new ArrayList<>();
    private final List<UnaryOperator<String>> levelled = new ArrayList<>();

    private Intended() {}

    static Intended between(Program nginx, Program other) {
        Intended all = new Intended();
        if (nginx.isNginx() != other.isNginx()) {
            // BoringSSL has other alerts and words for a record that is none; so says the page about TLS.
            all.skipped.add(Intended::malformedRecord);
            // nginx then tells the client OK while its login is being judged; so says the README.
            all.skipped.add(Intended::repliesThatWait);
        }
        all.level(
                nginx,
                other,
                "1.23.0",
                "a client that talks behind its goodbye is no critical error",
                Intended::lateWords);
        all.level(
                nginx,
                other,
                "1.31.5",
                "more of what clients do wrong in a handshake is no critical error",
                text -> text.replaceAll("(?m)^((?:  log: )?)crit (SSL_do_handshake\\(\\) failed)", "$1info $2"));
        all.level(
                nginx,
                other,
                "1.31.5",
                "of several errors of OpenSSL's, the last one gives the log's level",
                text -> text.replaceAll(
                        "(?m)^((?:  log: )?)crit (.*:decryption failed or bad record mac)", "$1info $2"));
        all.level(
                nginx,
                other,
                "1.23.2",
                "a broken PROXY header is logged up to its line end only",
                text -> BROKEN.matcher(text).replaceAll("broken header while"));
        all.level(
                nginx,
                other,
                "1.23.4",
                "an error of logging to syslog says that it is one",
                text -> text.replaceAll(" while logging to syslog, server: \\S+", ""));
        all.skip(nginx, other, "1.27.3", "untagged CAPABILITY in the reply to LOGIN", Intended::untaggedCapability);
        all.level(nginx, other, "1.29.1", "upstream is logged without a login too", text -> UPSTREAM.matcher(text)
                .replaceAll("$1$2\n"));
        all.skip(nginx, other, "1.29.1", "smtp_auth none forgets the login before it", Intended::mailWithoutLogin);
        all.skip(nginx, other, "1.29.2", "XCLIENT takes xtext", Intended::xclient);
        all.skip(nginx, other, "1.29.6", "what may follow an IMAP literal", Intended::literal);
        all.skip(nginx, other, "1.29.7", "upstreams of http{} are spoken to in HTTP/1.1", (door, plan) -> door.http()
                .toString()
                .contains("proxy_pass"));
        all.skip(nginx, other, "1.29.7", "Auth-Salt goes with APOP and CRAM-MD5 only", Intended::external);
        return all;
    }

    /** What the client says behind a goodbye may be met when reading or by the kernel's reset. */
    private static String lateWords(String text) {
        Matcher late = LATE.matcher(text);
        return late.find() ? late.replaceAll("info $1").replace("~!", "~-") : text;
    }

    private static boolean malformedRecord(Door door, Plan plan) {
        return plan.moves().stream()
                .anyMatch(move ->
                        (move instanceof Plan.Move.Raw raw && raw.bytes().startsWith("\u0015"))
                                || (move instanceof Plan.Move.Send send
                                        && door.security() != Security.NONE
                                        && send.bytes().startsWith("\u0016")));
    }

    /** So many replies fill a unix socket before the client reads, and have to wait for it. */
    private static boolean repliesThatWait(Door door, Plan plan) {
        return door.place().text().startsWith("unix:")
                && plan.moves().stream()
                        .anyMatch(move -> move instanceof Plan.Move.Send send
                                && send.bytes().chars().filter(c -> c == '\n').count() > REPLIES);
    }

    private static boolean xclient(Door door, Plan plan) {
        return door.protocol().equals("smtp") && !door.has("xclient");
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
