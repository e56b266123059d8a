package io.postern.http.model;

import io.postern.http.text.Template;
import org.jspecify.annotations.Nullable;

/**
 * {@code expires [modified] time;}
 *
 * @param value the word as given; judged when the request is answered if it has variables
 */
public record Expires(boolean modified, Template value) {
    /** What a word of expires means. */
    public enum Kind {
        OFF,
        EPOCH,
        MAX,
        ACCESS,
        DAILY
    }

    /** A word, read: seconds are relative to now, or of the day for {@link Kind#DAILY}. */
    public record Read(Kind kind, long seconds) {}

    /** Null when the word says nothing that expires understands. */
    public static @Nullable Read read(String word, boolean modified) {
        if (!modified) {
            Kind fixed =
                    switch (word) {
                        case "epoch" -> Kind.EPOCH;
                        case "max" -> Kind.MAX;
                        case "off" -> Kind.OFF;
                        default -> null;
                    };
            if (fixed != null) {
                return new Read(fixed, 0);
            }
        }
        boolean daily = word.startsWith("@");
        boolean minus = word.startsWith("-");
        String time = daily || minus || word.startsWith("+") ? word.substring(1) : word;
        long seconds = Times.seconds(time);
        if (seconds < 0 || (daily && (modified || seconds > 86400))) {
            return null;
        }
        return new Read(daily ? Kind.DAILY : Kind.ACCESS, minus ? -seconds : seconds);
    }
}
