package io.postern.side;

import io.postern.side.Hello.Extension;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A client's first messages as clients might write them, and some that none would. */
final class HelloDice {
    private static final int X25519 = 0x1d;
    private static final int TLS12 = 0x0303;
    private static final int TLS13 = 0x0304;

    /** What a client that knows nothing of it must not stumble over (RFC 8701). */
    private static final int GREASE = 0x5a5a;

    /** That this is a second try with an older version (RFC 7507). */
    private static final int FALLBACK = 0x5600;

    /** The curves of NIST by their numbers. */
    private static final Map<Integer, String> CURVES =
            new TreeMap<>(Map.of(0x17, "secp256r1", 0x18, "secp384r1", 0x19, "secp521r1"));

    /** One point on each, found once. */
    private static final Map<Integer, byte[]> POINTS = points();

    /** BoringSSL chooses among those of TLSv1.3 by itself: only in the order that OpenSSL's clients have them is its choice nginx's. */
    private static final List<List<Integer>> SUITES13 = List.of(
            List.of(0x1302, 0x1303, 0x1301),
            List.of(0x1302, 0x1301),
            List.of(0x1301),
            List.of(0x1302),
            List.of(0x1303));

    private static final List<Integer> SUITES12 = List.of(
            0xc02b, 0xc02c, 0xcca9, 0xc02f, 0xc030, 0xcca8, 0xc009, 0xc00a, 0xc013, 0xc014, 0x009c, 0x009d, 0x002f,
            0x0035);

    /** In the order that OpenSSL's clients have: BoringSSL signs with the first in its own, OpenSSL with the first in the client's. */
    private static final List<Integer> SCHEMES =
            List.of(0x0403, 0x0503, 0x0603, 0x0807, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0201, 0x0203);

    private final Dice dice;
    private final Door door;

    HelloDice(Dice dice, Door door) {
        this.dice = dice;
        this.door = door;
    }

    private static Map<Integer, byte[]> points() {
        Map<Integer, byte[]> points = new TreeMap<>();
        try {
            for (Map.Entry<Integer, String> curve : CURVES.entrySet()) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec(curve.getValue()));
                ECPublicKey key = (ECPublicKey) generator.generateKeyPair().getPublic();
                int size = (key.getParams().getCurve().getField().getFieldSize() + 7) / 8;
                byte[] point = new byte[1 + 2 * size];
                point[0] = 4;
                put(key.getW().getAffineX().toByteArray(), point, 1 + size);
                put(key.getW().getAffineY().toByteArray(), point, 1 + 2 * size);
                points.put(curve.getKey(), point);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return points;
    }

    /** A number's bytes so that they end there. */
    private static void put(byte[] number, byte[] into, int end) {
        int from = number.length > 1 && number[0] == 0 ? 1 : 0;
        System.arraycopy(number, from, into, end - (number.length - from), number.length - from);
    }

    Hello hello() {
        boolean newest = dice.percent(60);
        List<Integer> suites = new ArrayList<>();
        if (newest || dice.percent(30)) {
            suites.addAll(SUITES13.get(dice.below(dice.percent(60) ? 1 : SUITES13.size())));
        }
        if (!newest || dice.percent(75)) {
            suites.addAll(some(SUITES12, dice.percent(70) ? 80 : 25));
        }
        if (!newest) {
            shuffle(suites);
        }
        maybe(suites, 20, GREASE);
        maybe(suites, 40, 0x00ff);
        maybe(suites, 4, FALLBACK);
        List<Integer> groups = some(List.of(X25519, 0x17, 0x18, 0x19), dice.percent(60) ? 85 : 35);
        maybe(groups, 10, 0x7777);
        shuffle(groups);
        List<Extension> extensions = new ArrayList<>();
        if (newest) {
            List<Integer> versions =
                    dice.percent(85) ? new ArrayList<>(List.of(TLS13, TLS12)) : some(List.of(TLS13, TLS12, 0x0302), 60);
            maybe(versions, 20, GREASE);
            extensions.add(new Extension(Hello.VERSIONS, Hello.vector(1, Hello.numbers(versions))));
            extensions.add(new Extension(Hello.KEY_MODES, new byte[] {1, 1}));
            if (dice.percent(97)) {
                extensions.add(new Extension(Hello.KEY_SHARE, shares(groups)));
            }
        }
        if (dice.percent(97)) {
            extensions.add(list(Hello.GROUPS, groups));
        }
        if (dice.percent(97)) {
            extensions.add(list(Hello.SIGNATURES, some(SCHEMES, dice.percent(75) ? 90 : 30)));
        }
        others(extensions);
        shuffle(extensions);
        return new Hello(
                newest || dice.percent(90) ? TLS12 : dice.below(2) + 0x0301,
                dice.percent(50),
                suites,
                dice.percent(96) ? List.of(0) : dice.percent(50) ? List.of(1, 0) : List.of(1),
                extensions,
                cuts(),
                dice.percent(80) ? 0x0301 : TLS12);
    }

    private void others(List<Extension> extensions) {
        if (dice.percent(60)) {
            extensions.add(name(
                    dice.percent(92)
                            ? dice.one("mail.example.com", "a", "xn--80ak6aa92e.com", "192.0.2.1", "a".repeat(255))
                            : dice.one("a\0b", "b".repeat(256))));
        }
        if (dice.percent(40)) {
            extensions.add(new Extension(Hello.ALPN, Hello.names(protocols())));
        }
        chance(extensions, 80, Hello.MASTER_SECRET, dice.percent(98) ? "" : "\0");
        chance(extensions, 70, Hello.POINTS, "\1\0");
        chance(extensions, 60, Hello.TICKET, "");
        chance(extensions, 60, Hello.RENEGOTIATION, "\0");
        chance(extensions, 30, Hello.STATUS_REQUEST, dice.percent(96) ? "\1\0\0\0\0" : "\1\0");
        // a length that OpenSSL agrees on BoringSSL passes over
        chance(extensions, 1, Hello.FRAGMENT_LENGTH, dice.one("\5", "\0\1", ""));
        if (dice.percent(8)) {
            extensions.add(list(Hello.CERTIFICATE_SIGNATURES, some(SCHEMES, 60)));
        }
        chance(extensions, 20, GREASE, dice.one("", "\0", "grease"));
        chance(extensions, 20, Hello.PADDING, "\0".repeat(dice.below(dice.percent(70) ? 500 : 4500)));
        chance(extensions, 3, Hello.MASTER_SECRET + 1000, "x".repeat(9000));
        chance(extensions, 3, Hello.RENEGOTIATION - 7, "");
    }

    private List<String> protocols() {
        List<String> all = some(List.of("imap", "pop3", "smtp", "h2", "http/1.1"), 50);
        if (dice.percent(70) || all.isEmpty()) {
            all.add(dice.below(all.size() + 1), door.protocol());
        }
        return all;
    }

    private static Extension name(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        byte[] entry = Hello.vector(2, bytes);
        byte[] typed = new byte[1 + entry.length];
        System.arraycopy(entry, 0, typed, 1, entry.length);
        return new Extension(Hello.SERVER_NAME, Hello.vector(2, typed));
    }

    /** Keys for one or two of the groups, in their order. */
    private byte[] shares(List<Integer> groups) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int left = dice.percent(80) ? 1 : 2;
        for (int group : groups) {
            if (left == 0 || dice.percent(25)) {
                continue;
            }
            byte[] key = group == X25519 ? spread() : POINTS.getOrDefault(group, new byte[40]);
            all.writeBytes(Hello.u16(group));
            all.writeBytes(Hello.vector(2, key));
            left--;
        }
        return Hello.vector(2, all.toByteArray());
    }

    private static byte[] spread() {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 9);
        return key;
    }

    private List<Integer> cuts() {
        List<Integer> cuts = new ArrayList<>();
        for (int i = dice.percent(30) ? 1 + dice.below(4) : 0; i > 0; i--) {
            cuts.add(1 + dice.below(dice.percent(30) ? 8 : 400));
        }
        return cuts;
    }

    private static Extension list(int kind, List<Integer> numbers) {
        return new Extension(kind, Hello.vector(2, Hello.numbers(numbers)));
    }

    private void chance(List<Extension> extensions, int percent, int kind, String value) {
        if (dice.percent(percent)) {
            extensions.add(new Extension(kind, value.getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    private void maybe(List<Integer> into, int percent, int number) {
        if (dice.percent(percent)) {
            into.add(dice.below(into.size() + 1), number);
        }
    }

    private <T> List<T> some(List<T> of, int percent) {
        List<T> chosen = new ArrayList<>();
        for (T one : of) {
            if (dice.percent(percent)) {
                chosen.add(one);
            }
        }
        return chosen;
    }

    private <T> void shuffle(List<T> list) {
        for (int i = list.size() - 1; i > 0; i--) {
            list.set(i, list.set(dice.below(i + 1), list.get(i)));
        }
    }
}
