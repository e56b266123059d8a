package io.postern.tls.files;

import io.postern.directive.Cycle;
import io.postern.directive.Finding;
import io.postern.directive.Severity;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The passwords that an encrypted key is tried with, in turn. OpenSSL takes 1024 bytes of one; that a longer one is cut is said when it
 * is tried, and is no error (ngx_ssl_cache_pkey_password_callback).
 */
public record Passwords(List<byte[]> all, @Nullable Cycle cycle) implements Iterable<byte[]> {
    public static final Passwords NONE = new Passwords(List.of(), null);

    /** OpenSSL's PEM_BUFSIZE. */
    private static final int LONGEST = 1024;

    /** Only the first of them. */
    Passwords first() {
        return new Passwords(all.subList(0, Math.min(1, all.size())), cycle);
    }

    @Override
    public Iterator<byte[]> iterator() {
        return all.stream().map(this::cut).iterator();
    }

    private byte[] cut(byte[] password) {
        if (password.length <= LONGEST) {
            return password;
        }
        if (cycle != null) {
            String words = "password is truncated to " + LONGEST + " bytes";
            cycle.report(new Finding(Severity.ERROR, words, null, false, null, Finding.Effect.IGNORED));
        }
        return Arrays.copyOf(password, LONGEST);
    }
}
