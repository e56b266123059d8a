package io.postern.http.table;

import io.postern.http.exchange.Exchange;
import io.postern.http.exchange.Reader;
import io.postern.http.text.Template;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code split_clients key $variable { 10% a; * b; }}: a share of all hashes for each value. */
public final class SplitTable implements Reader {
    /** One value and the last hash that is its (exclusive); 0 for the rest. */
    public record Part(long end, String value) {}

    private final Template key;
    private final List<Part> parts;

    public SplitTable(Template key, List<Part> parts) {
        this.key = key;
        this.parts = List.copyOf(parts);
    }

    @Override
    public boolean once() {
        return true;
    }

    @Override
    public @Nullable String read(Exchange x) {
        long hash = murmur(key.eval(x).getBytes(StandardCharsets.ISO_8859_1));
        for (Part p : parts) {
            if (hash < p.end() || p.end() == 0) {
                return p.value();
            }
        }
        return null;
    }

    /** MurmurHash2, 32 bits, as nginx seeds it (ngx_murmur_hash2). */
    static long murmur(byte[] data) {
        int m = 0x5bd1e995;
        int h = data.length;
        int i = 0;
        for (; data.length - i >= 4; i += 4) {
            int k = (data[i] & 255) | (data[i + 1] & 255) << 8 | (data[i + 2] & 255) << 16 | (data[i + 3] & 255) << 24;
            k *= m;
            k ^= k >>> 24;
            k *= m;
            h = (h * m) ^ k;
        }
        int left = data.length - i;
        for (int n = left - 1; n >= 0; n--) {
            h ^= (data[i + n] & 255) << (8 * n);
        }
        if (left > 0) {
            h *= m;
        }
        h ^= h >>> 13;
        h *= m;
        h ^= h >>> 15;
        return h & 0xffffffffL;
    }
}
