package io.postern.directive;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kinds of block a directive may stand in, by the names of the reference table. */
public enum Context {
    MAIN("main"),
    EVENTS("events"),
    MAIL("mail"),
    MAIL_SERVER("mail-server"),
    HTTP("http"),
    SERVER("server"),
    SERVER_IF("server-if"),
    LOCATION("location"),
    LOCATION_IF("location-if"),
    LIMIT_EXCEPT("limit_except"),
    UPSTREAM("upstream"),
    STREAM("stream"),
    STREAM_SERVER("stream-server"),
    STREAM_UPSTREAM("stream-upstream"),
    /** The inside of a block whose lines are data, not directives: types, map, geo and their like. */
    DATA("data");

    private static final Map<String, Context> BY_LABEL = new HashMap<>();

    static {
        for (Context context : values()) {
            BY_LABEL.put(context.label, context);
        }
    }

    private final String label;

    Context(String label) {
        this.label = label;
    }

    /** The reference table's name for it. */
    public String label() {
        return label;
    }

    /** For people: {@code server{} in mail{}}. */
    public String words() {
        return switch (this) {
            case MAIN -> "the main context";
            case MAIL_SERVER -> "server{} in mail{}";
            case SERVER -> "server{} in http{}";
            case SERVER_IF -> "if{} in server{}";
            case LOCATION_IF -> "if{} in location{}";
            case UPSTREAM -> "upstream{} in http{}";
            case STREAM_SERVER -> "server{} in stream{}";
            case STREAM_UPSTREAM -> "upstream{} in stream{}";
            case DATA -> "a block of data";
            case EVENTS, MAIL, HTTP, LOCATION, LIMIT_EXCEPT, STREAM -> label + "{}";
        };
    }

    static @Nullable Context of(String label) {
        return BY_LABEL.get(label);
    }
}
