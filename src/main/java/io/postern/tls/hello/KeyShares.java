package io.postern.tls.hello;

import io.postern.tls.openssl.Groups;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which group keys are agreed on with in TLSv1.3. OpenSSL takes the first for which the client has sent its half of a key, and only
 * where there is none asks for the first of its own; BoringSSL goes by its own or by the client's list of groups, and then asks again.
 */
public final class KeyShares {
    private KeyShares() {}

    /**
     * What OpenSSL would take (tls_parse_ctos_key_share, final_key_share), by BoringSSL's name.
     *
     * @param groups ours
     * @param ours whether BoringSSL goes by our order
     * @return null where BoringSSL would take the same, or there is none
     */
    public static @Nullable String choice(HelloMessage hello, List<String> groups, boolean ours) {
        List<String> named = spoken(hello.list(HelloMessage.GROUPS), groups);
        if (named.isEmpty()) {
            return null;
        }
        List<String> shared = spoken(hello.keyShares(), named);
        String first = groups.stream().filter(named::contains).findFirst().orElseThrow();
        String openSsl = shared.isEmpty() ? first : shared.get(0);
        String boring = ours ? first : named.get(0);
        return openSsl.equals(boring) ? null : openSsl;
    }

    /** Those of the numbers that are among these names, in the order of the numbers. */
    private static List<String> spoken(List<Integer> numbers, List<String> among) {
        return numbers.stream().map(Groups::spoken).filter(among::contains).toList();
    }
}
