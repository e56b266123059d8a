package io.postern.http.proxy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Which server of a group a request sticks to, by its client's address or by a key (ngx_http_upstream_ip_hash_module and the hash module
 * without {@code consistent}). One for each request: every further try goes on from the last.
 */
final class HashedChoice {
    /** So many misses, then whoever's turn it is. */
    private static final int MOST_MISSES = 20;

    private final byte @Nullable [] address;
    private final byte[] key;
    private int hash;
    private int rehash;
    private int misses;

    private HashedChoice(byte @Nullable [] address, byte[] key) {
        this.address = address;
        this.key = key;
        this.hash = address == null ? 0 : 89;
    }

    /** By address: three bytes of IPv4, all of IPv6; null for a client on a unix socket. */
    static HashedChoice byAddress(byte @Nullable [] client) {
        byte[] used = new byte[client != null && client.length > 4 ? client.length : 3];
        if (client != null) {
            System.arraycopy(client, 0, used, 0, used.length);
        }
        return new HashedChoice(used, used);
    }

    /** By key, whose characters are bytes. */
    static HashedChoice byKey(String key) {
        return new HashedChoice(null, key.getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * The next server.
     *
     * @param peers the group's, without backups
     * @param fits whether one may be asked
     * @return null where another rule must choose
     */
    Balancer.@Nullable Peer next(List<Balancer.Peer> peers, Predicate<Balancer.Peer> fits) {
        if (misses > MOST_MISSES || peers.size() < 2 || key.length == 0) {
            return null;
        }
        int total = peers.stream().mapToInt(p -> p.server().weight()).sum();
        while (true) {
            int at = Integer.remainderUnsigned(turn(), total);
            for (Balancer.Peer p : peers) {
                at -= p.server().weight();
                if (at < 0) {
                    if (fits.test(p)) {
                        return p;
                    }
                    break;
                }
            }
            if (++misses > MOST_MISSES) {
                return null;
            }
        }
    }

    private int turn() {
        if (address != null) {
            for (byte b : address) {
                hash = (hash * 113 + (b & 0xff)) % 6271;
            }
            return hash;
        }
        CRC32 crc = new CRC32();
        if (rehash > 0) {
            crc.update(String.valueOf(rehash).getBytes(StandardCharsets.ISO_8859_1));
        }
        crc.update(key);
        rehash++;
        hash += (int) (crc.getValue() >> 16) & 0x7fff;
        return hash;
    }
}
