package io.postern.tls.files;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.security.GeneralSecurityException;

/** The key derivation scrypt (RFC 7914), which {@code openssl pkcs8 -scrypt} uses and the JDK lacks. */
final class Scrypt {
    private static final String MAC = "HmacSHA256";

    /** How many bytes the table may have at most; OpenSSL's own limit. */
    private static final long LARGEST = 32 << 20;

    /** The rows and columns of salsa20's square, four numbers of words each: a, b, c, d. */
    private static final int[][] QUARTERS = {
        {0, 4, 8, 12}, {5, 9, 13, 1}, {10, 14, 2, 6}, {15, 3, 7, 11},
        {0, 1, 2, 3}, {5, 6, 7, 4}, {10, 11, 8, 9}, {15, 12, 13, 14},
    };

    private Scrypt() {}

    /**
     * Derives a key.
     *
     * @param cost RFC 7914's N, a power of two
     * @param size its r
     * @param times its p
     * @throws GeneralSecurityException where that would take too much memory
     */
    static byte[] derive(byte[] password, byte[] salt, int cost, int size, int times, int length)
            throws GeneralSecurityException {
        boolean sound = cost >= 2 && Integer.bitCount(cost) == 1 && size >= 1 && times >= 1;
        // OpenSSL's bound, for the blocks and one table; each factor is looked at first, so that nothing overflows
        if (!sound
                || size > LARGEST / 128
                || times > LARGEST / 128 / size
                || 128L * size * (times + cost + 2L) > LARGEST) {
            throw new GeneralSecurityException("scrypt's parameters");
        }
        byte[] blocks = PasswordBased.pbkdf2(MAC, password, salt, 1, times * size * 128);
        IntBuffer words = ByteBuffer.wrap(blocks).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
        for (int i = 0; i < times; i++) {
            int[] block = new int[32 * size];
            words.get(i * block.length, block);
            words.put(i * block.length, mix(block, cost));
        }
        return PasswordBased.pbkdf2(MAC, password, blocks, 1, length);
    }

    /** scryptROMix. */
    private static int[] mix(int[] block, int cost) {
        int[][] table = new int[cost][];
        int[] x = block;
        for (int i = 0; i < cost; i++) {
            table[i] = x;
            x = shuffle(x);
        }
        for (int i = 0; i < cost; i++) {
            int[] row = table[x[x.length - 16] & (cost - 1)];
            int[] sum = x.clone();
            for (int k = 0; k < sum.length; k++) {
                sum[k] ^= row[k];
            }
            x = shuffle(sum);
        }
        return x;
    }

    /** scryptBlockMix. */
    private static int[] shuffle(int[] in) {
        int[] out = new int[in.length];
        int[] x = new int[16];
        System.arraycopy(in, in.length - 16, x, 0, 16);
        int half = in.length / 32;
        for (int i = 0; i < 2 * half; i++) {
            for (int k = 0; k < 16; k++) {
                x[k] ^= in[16 * i + k];
            }
            salsa(x);
            System.arraycopy(x, 0, out, 16 * (i / 2 + (i & 1) * half), 16);
        }
        return out;
    }

    /** Salsa20 of 8 rounds. */
    private static void salsa(int[] x) {
        int[] before = x.clone();
        for (int round = 0; round < 4; round++) {
            for (int[] q : QUARTERS) {
                x[q[1]] ^= Integer.rotateLeft(x[q[0]] + x[q[3]], 7);
                x[q[2]] ^= Integer.rotateLeft(x[q[1]] + x[q[0]], 9);
                x[q[3]] ^= Integer.rotateLeft(x[q[2]] + x[q[1]], 13);
                x[q[0]] ^= Integer.rotateLeft(x[q[3]] + x[q[2]], 18);
            }
        }
        for (int k = 0; k < 16; k++) {
            x[k] += before[k];
        }
    }
}
