package io.postern.carried;

import io.postern.lang.FileName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * A file of geoip_country and its like, as libGeoIP opens it: what kind of data it is says a mark near its end.
 *
 * @param type libGeoIP's number for the kind, GeoIPDBTypes; -1 for a file that it does not open
 */
record GeoIp(int type) {
    private static final int COUNTRY = 1;
    private static final Set<Integer> COUNTRIES = Set.of(COUNTRY, 12);
    private static final Set<Integer> CITIES = Set.of(2, 6, 30, 31);
    private static final Set<Integer> ORGANISATIONS = Set.of(4, 5, 9, 11, 21, 22, 23, 24);
    /** Those whose numbers of networks take four bytes instead of three. */
    private static final Set<Integer> WIDE = Set.of(4, 5, 11, 22, 23, 24);
    /** Those with a fixed number of records, which the file does not tell. */
    private static final Set<Integer> FIXED = Set.of(COUNTRY, 3, 7, 8, 10, 12, 17, 18);
    /** Kinds without data that could be looked up. */
    private static final Set<Integer> UNKNOWN = Set.of(0, 15, 16, 19, 20, 25);

    private static final int LAST = 38;
    /** Files of 2003 and earlier have numbers that are so much higher. */
    private static final int OLD = 105;
    /** Where the mark is looked for: so many places, from the end. */
    private static final int PLACES = 20;

    private static final int MARK = 3;
    private static final GeoIp NONE = new GeoIp(-1);

    /** What libGeoIP makes of a file. */
    static GeoIp of(String name) {
        Path path = FileName.path(name);
        if (!Files.isRegularFile(path)) {
            return NONE;
        }
        try (FileChannel file = FileChannel.open(path)) {
            long size = file.size();
            ByteBuffer end = ByteBuffer.allocate((int) Math.min(size, PLACES + MARK + MARK));
            file.read(end, size - end.capacity());
            return end.hasRemaining() ? NONE : of(end.array(), size);
        } catch (IOException e) {
            return NONE;
        }
    }

    private static GeoIp of(byte[] end, long size) {
        for (int i = 0; i < PLACES; i++) {
            int at = end.length - MARK - i;
            if (at < 0) {
                return NONE;
            }
            if (end[at] == -1 && end[at + 1] == -1 && end[at + 2] == -1) {
                return marked(end, at + MARK, size);
            }
        }
        return end.length == PLACES + MARK - 1 ? NONE : new GeoIp(COUNTRY);
    }

    private static GeoIp marked(byte[] end, int at, long size) {
        if (at >= end.length) {
            return NONE;
        }
        int raw = end[at] & 0xff;
        int type = raw > OLD ? raw - OLD : raw;
        // beyond the first ones the old numbers are none
        if (UNKNOWN.contains(type) || type > LAST || (raw > OLD && raw >= 128)) {
            return NONE;
        }
        if (FIXED.contains(type)) {
            return new GeoIp(type);
        }
        if (at + MARK >= end.length) {
            return NONE;
        }
        long records = (end[at + 1] & 0xff) | (end[at + 2] & 0xff) << 8 | (end[at + 3] & 0xff) << 16;
        return records * 2 * (WIDE.contains(type) ? 4 : 3) > size ? NONE : new GeoIp(type);
    }

    /** Whether libGeoIP opens it. */
    boolean opens() {
        return type >= 0;
    }

    /** Whether the directive can use what is in it. */
    boolean answers(String directive) {
        return switch (directive) {
            case "geoip_country" -> COUNTRIES.contains(type);
            case "geoip_city" -> CITIES.contains(type);
            default -> ORGANISATIONS.contains(type);
        };
    }
}
