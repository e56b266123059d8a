package io.postern.tls.openssl;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The flags of SSL_CTX_set_verify(3) that SSL_CONF_cmd(3) sets and clears by words. */
public enum VerifyMode {
    /** A certificate is asked for. */
    PEER,
    /** The handshake fails without one. */
    REQUIRED,
    /** Not again in a renegotiation, which nginx never lets happen. */
    ONCE,
    /** Not before the session asks for it. */
    LATER;

    private static final Map<String, Set<VerifyMode>> WORDS = Map.of(
            "peer", EnumSet.of(PEER),
            "request", EnumSet.of(PEER),
            "require", EnumSet.of(PEER, REQUIRED),
            "once", EnumSet.of(PEER, ONCE),
            "requestposthandshake", EnumSet.of(PEER, LATER),
            "requireposthandshake", EnumSet.of(PEER, REQUIRED, LATER));

    /** What the words make of the flags; null where one of them is none. */
    public static @Nullable Set<VerifyMode> changed(Set<VerifyMode> before, String words) {
        Set<VerifyMode> set = EnumSet.noneOf(VerifyMode.class);
        set.addAll(before);
        for (String word : words.split(",", -1)) {
            String bare = word.trim().toLowerCase(Locale.ROOT);
            boolean off = bare.startsWith("-");
            Set<VerifyMode> meant = WORDS.get(off || bare.startsWith("+") ? bare.substring(1) : bare);
            if (meant == null) {
                return null;
            }
            if (off) {
                set.removeAll(meant);
            } else {
                set.addAll(meant);
            }
        }
        return set;
    }
}
