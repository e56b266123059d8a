package io.postern.tls.model;

import io.postern.directive.Args;
import io.postern.directive.Complaint;
import io.postern.directive.Type;
import io.postern.directive.Types;
import io.postern.directive.Units;
import io.postern.directive.Zones;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What ssl_session_cache says.
 *
 * @param mode null where it names no mode of its own
 * @param builtin how many sessions the built-in cache holds; 0 for OpenSSL's default
 * @param zone the shared zone; null for none
 */
public record SessionCache(
        @Nullable Mode mode, long builtin, @Nullable Zone zone) {
    /** nginx's NGX_SSL_*_SCACHE. */
    public enum Mode {
        /** Says that sessions are not resumed. */
        OFF,
        /** Pretends that sessions can be resumed, but keeps none. */
        NONE,
        BUILTIN,
        SHARED_ONLY
    }

    /** A zone that several servers may share by its name. */
    public record Zone(String name, long size) {}

    static final SessionCache NONE = new SessionCache(Mode.NONE, 0, null);

    /** ssl_session_cache may be repeated; the later one adds to and overrides the earlier one. */
    public static final Type<SessionCache> TYPE = new Type<>() {
        @Override
        public SessionCache parse(Args args) {
            return again(new SessionCache(null, 0, null), args);
        }

        @Override
        public SessionCache again(SessionCache before, Args args) {
            SessionCache cache = before.with(args, "ngx_mail_ssl_module");
            return cache.zone != null && cache.mode == null ? new SessionCache(Mode.SHARED_ONLY, 0, cache.zone) : cache;
        }
    };

    /** Checks the directive of a module of nginx. */
    public static void check(Args args, String module) {
        new SessionCache(null, 0, null).with(args, module);
    }

    private SessionCache with(Args args, String module) {
        SessionCache cache = this;
        for (int i = 1; i <= args.count(); i++) {
            cache = cache.with(args.get(i), args, module);
        }
        return cache;
    }

    private static final int SMALLEST = 8 * 4096;

    /** What statements say that have been checked: the words of each, without its name. */
    public static SessionCache of(List<List<String>> statements) {
        SessionCache cache = new SessionCache(null, 0, null);
        for (List<String> words : statements) {
            for (String word : words) {
                cache = cache.with(word);
            }
        }
        return cache.zone != null && cache.mode == null ? new SessionCache(Mode.SHARED_ONLY, 0, cache.zone) : cache;
    }

    private SessionCache with(String word) {
        int colon = word.lastIndexOf(':');
        if (word.startsWith("shared:")) {
            return new SessionCache(
                    mode, builtin, new Zone(word.substring(7, colon), Units.size(word.substring(colon + 1))));
        }
        return switch (Types.cString(word)) {
            case "off" -> new SessionCache(Mode.OFF, 0, zone);
            case "none" -> new SessionCache(Mode.NONE, 0, zone);
            case "builtin" -> new SessionCache(Mode.BUILTIN, 0, zone);
            default -> new SessionCache(Mode.BUILTIN, Units.number(word.substring(colon + 1)), zone);
        };
    }

    /** What a server says over what mail{} says (nginx's merge of the two). */
    public static SessionCache merge(@Nullable SessionCache server, @Nullable SessionCache mail) {
        SessionCache inner = server == null ? new SessionCache(null, 0, null) : server;
        SessionCache outer = mail == null ? new SessionCache(null, 0, null) : mail;
        SessionCache moded = inner.mode != null ? inner : outer.mode != null ? outer : NONE;
        return new SessionCache(moded.mode, moded.builtin, inner.zone != null ? inner.zone : outer.zone);
    }

    private SessionCache with(String word, Args args, String module) {
        return switch (Types.cString(word)) {
            case "off" -> new SessionCache(Mode.OFF, 0, zone);
            case "none" -> new SessionCache(Mode.NONE, 0, zone);
            case "builtin" -> new SessionCache(Mode.BUILTIN, 0, zone);
            default -> {
                if (word.length() > 8 && word.startsWith("builtin:")) {
                    long size = Units.number(word.substring(8));
                    if (size >= 0) {
                        yield new SessionCache(Mode.BUILTIN, size, zone);
                    }
                } else if (word.length() > 7 && word.startsWith("shared:")) {
                    yield new SessionCache(mode, builtin, zone(word, args, module));
                }
                throw Complaint.here("invalid session cache \"" + word + "\"");
            }
        };
    }

    private static Zone zone(String word, Args args, String module) {
        int colon = word.indexOf(':', 7);
        long size = colon < 0 ? -1 : Units.size(word.substring(colon + 1));
        if (colon <= 7 || size < 0) {
            throw Complaint.here("invalid session cache \"" + word + "\"");
        }
        if (size < SMALLEST) {
            throw Complaint.here("session cache \"" + word + "\" is too small");
        }
        String name = word.substring(7, colon);
        Zones.of(args.cycle()).named(name, size, module);
        return new Zone(name, size);
    }
}
