package io.postern.carried;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.postern.directive.Complaint;
import io.postern.directive.Cycle;
import io.postern.directive.Errno;
import io.postern.directive.Finding;
import io.postern.directive.Memory;
import io.postern.directive.Severity;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether names fit into one of nginx's hash tables (ngx_hash_init): it warns of tables that are too small.
 *
 * @param name nginx's name for the table
 * @param maxSize the most buckets it may have
 * @param bucketSize bytes of one bucket
 */
record HashTable(Cycle cycle, String name, long maxSize, long bucketSize) {
    private static final int POINTER = 8;
    private static final int CACHE_LINE = 64;
    private static final int LARGEST = 65536 - CACHE_LINE;

    /** A bucket size as nginx rounds it. */
    static long aligned(long bytes) {
        return (bytes + CACHE_LINE - 1) & -CACHE_LINE;
    }

    void build(List<String> names) {
        build(names, names.size());
    }

    /** @param counted how many names nginx counts, those it leaves out included */
    void build(List<String> names, int counted) {
        if (maxSize == 0) {
            throw failed("increase " + name + "_max_size: " + maxSize);
        }
        if (bucketSize < 0 || bucketSize > LARGEST) {
            throw Complaint.plain("could not build " + name + ", too large " + name + "_bucket_size: " + bucketSize);
        }
        List<long[]> elements = new ArrayList<>(names.size());
        for (String key : names) {
            int size = size(key);
            if (bucketSize < size + POINTER) {
                throw failed("increase " + name + "_bucket_size: " + bucketSize);
            }
            elements.add(new long[] {hash(key), size});
        }
        if (!Memory.has(maxSize * 2)) {
            throw Complaint.plain("malloc(" + Long.toUnsignedString(maxSize * 2) + ") failed")
                    .errno(Errno.ENOMEM);
        }
        long room = bucketSize - POINTER;
        long start = Math.max(1, counted / Math.max(1, room / (2 * POINTER)));
        if (maxSize > 10000 && counted > 0 && maxSize / counted < 100) {
            start = maxSize - 1000;
        }
        int size = (int) Math.min(start, Integer.MAX_VALUE);
        while (size <= maxSize && fullest(elements, size, 0, room) > room) {
            size++;
        }
        if (size > maxSize) {
            warn();
            size = (int) maxSize;
        }
        if (fullest(elements, size, POINTER, LARGEST) > LARGEST) {
            throw failed("increase " + name + "_max_size: " + maxSize);
        }
    }

    private void warn() {
        cycle.report(new Finding(
                Severity.WARN,
                "could not build optimal " + name + ", you should increase either " + name + "_max_size: " + maxSize
                        + " or " + name + "_bucket_size: " + bucketSize + "; ignoring " + name + "_bucket_size",
                null,
                false));
    }

    private Complaint failed(String advice) {
        return Complaint.plain("could not build " + name + ", you should " + advice);
    }

    /** Bytes in the first bucket that is over the limit, else in the fullest. */
    private static long fullest(List<long[]> elements, int size, int used, long limit) {
        long[] buckets = new long[size];
        long most = 0;
        for (long[] element : elements) {
            int bucket = (int) Long.remainderUnsigned(element[0], size);
            buckets[bucket] += element[1];
            most = Math.max(most, used + buckets[bucket]);
            if (most > limit) {
                return most;
            }
        }
        return most;
    }

    /** NGX_HASH_ELT_SIZE: a pointer, a length and the name, in whole pointers. */
    private static int size(String key) {
        return POINTER + (key.length() + 2 + POINTER - 1) / POINTER * POINTER;
    }

    /** ngx_hash_key over lower case. */
    static long hash(String key) {
        long hash = 0;
        for (byte b : key.getBytes(ISO_8859_1)) {
            int c = b & 0xff;
            hash = hash * 31 + (c >= 'A' && c <= 'Z' ? c | 0x20 : c);
        }
        return hash;
    }
}
