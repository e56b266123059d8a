package io.postern.side;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a session looked like from outside: per move of the client what each party heard and who was hung up on, and the lines in the
 * log.
 *
 * @param pace how many milliseconds each step took, where that may matter
 */
record Outcome(List<Step> steps, List<String> log, List<Long> pace) {
    private static final Pattern SALT = Pattern.compile("<\\d+\\.\\d+@[\\w.]+>");
    private static final Pattern ENCODED = Pattern.compile("(?m)^(\\+|334) ([A-Za-z0-9+/]{24,}=*)\r\n");
    private static final Pattern PROXY = Pattern.compile("(PROXY TCP\\d \\S+ \\S+) \\d+ \\d+\r\n");
    private static final Pattern RESET = Pattern.compile("C[+.]~*!");

    Outcome(List<Step> steps, List<String> log) {
        this(steps, log, List.of());
    }

    /** From one rest to the next. */
    record Step(String client, String auth, String backend, String closed) {
        @Override
        public String toString() {
            return said("client", client) + said("auth", auth) + said("backend", backend) + said("closed", closed);
        }

        private static String said(String who, String what) {
            return what.isEmpty() ? "" : " " + who + "=\"" + Words.escape(what) + "\"";
        }
    }

    /** Without what differs from run to run: salts, ports. */
    Outcome normal(Door door) {
        List<Step> plain = new ArrayList<>();
        for (Step step : steps) {
            // a PROXY header names our side, be it a path
            String backend = step.backend.replace(door.place().text(), "LISTEN");
            plain.add(new Step(normal(step.client), normal(step.auth), normal(backend), step.closed));
        }
        List<String> lines = log.stream()
                .map(line -> normal(
                        line.replace(door.place().text(), "LISTEN").replace("127.0.0.1:" + door.httpPort(), "HTTP")))
                .toList();
        return new Outcome(plain, lines, pace);
    }

    /**
     * The same, with the other's word for what the client heard right before it was reset in both: what the kernel had not sent by then,
     * the goodbye of TLS too, is lost (Nagle's algorithm), and how much that is depends on when the client's acknowledgements come. Who
     * hears nothing at all where the other side's client hears something has lost more than that.
     */
    Outcome lostAsIn(Outcome other) {
        List<Step> alike = new ArrayList<>(steps);
        for (int i = 0; i < Math.min(steps.size(), other.steps.size()); i++) {
            Step own = steps.get(i);
            Step theirs = other.steps.get(i);
            if (RESET.matcher(own.closed).find()
                    && RESET.matcher(theirs.closed).find()
                    && own.closed.replace("~", "").equals(theirs.closed.replace("~", ""))
                    && (theirs.client.isEmpty() || !own.client.isEmpty())
                    && (own.client.startsWith(theirs.client) || theirs.client.startsWith(own.client))) {
                alike.set(i, new Step(theirs.client, own.auth, own.backend, theirs.closed));
            }
        }
        return new Outcome(alike, log, pace);
    }

    /** Whether no step came earlier or later than the other's by more than so many milliseconds. */
    boolean tookAsLongAs(Outcome other, long most) {
        long ahead = 0;
        for (int i = 0; i < Math.min(pace.size(), other.pace.size()); i++) {
            ahead += pace.get(i) - other.pace.get(i);
            if (Math.abs(ahead) > most) {
                return false;
            }
        }
        return true;
    }

    private static String normal(String text) {
        String without = SALT.matcher(text).replaceAll("<SALT>");
        without = PROXY.matcher(without).replaceAll("$1 PORT PORT\r\n");
        without = BinaryHeader.plain(without);
        return ENCODED.matcher(without).replaceAll(Outcome::challenge);
    }

    private static String challenge(java.util.regex.MatchResult m) {
        String plain = new String(Base64.getDecoder().decode(m.group(2)), StandardCharsets.ISO_8859_1);
        return Matcher.quoteReplacement(SALT.matcher(plain).matches() ? m.group(1) + " CHALLENGE\r\n" : m.group());
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < steps.size(); i++) {
            text.append("  ").append(i).append(':').append(steps.get(i)).append('\n');
        }
        log.forEach(line -> text.append("  log: ").append(Words.escape(line)).append('\n'));
        return text.toString();
    }
}
