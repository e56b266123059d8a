package io.postern.side;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;

/** Seeded chance, and the spoiling of what is well-formed. */
final class Dice {
    private static final String ODD = "\0\r\n \"\\{}()%*+-=<>:\u007f\u0080\u00e9\u00ff\t'0aZ";
    private final Random random;

    Dice(long seed) {
        random = new Random(seed);
    }

    /** True so many times in a hundred. */
    boolean percent(int chance) {
        return random.nextInt(100) < chance;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    String base64(String text) {
        String encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
        return percent(4) ? spoil(encoded) : encoded;
    }

    /** Changes, drops, doubles or inserts a byte or a few, or cuts the end off. */
    String spoil(String text) {
        if (text.isEmpty()) {
            return odd();
        }
        int at = random.nextInt(text.length());
        return switch (random.nextInt(6)) {
            case 0 -> text.substring(0, at) + odd() + text.substring(at);
            case 1 -> text.substring(0, at) + odd() + text.substring(at + 1);
            case 2 -> text.substring(0, at) + text.substring(at + 1);
            case 3 -> text.substring(0, at);
            case 4 -> text + odd();
            default ->
                text.substring(0, at) + text.substring(at, at + 1).repeat(1 + random.nextInt(40)) + text.substring(at);
        };
    }

    /** Any bytes. */
    String junk(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) random.nextInt(256));
        }
        return text.toString();
    }

    /** One of these, or a little less or more. */
    int around(int... of) {
        return Math.max(0, of[random.nextInt(of.length)] - 12 + random.nextInt(14));
    }

    private String odd() {
        int at = random.nextInt(ODD.length());
        return ODD.substring(at, at + 1);
    }

    String name() {
        return one(
                "joe",
                "joe@example.com",
                "j%F6rg",
                "J\u00f6rg",
                "a+b=c",
                "x",
                "joe cool",
                "do\"t",
                "back\\slash",
                "n\0l",
                "\u0080\u00ff",
                "joe".repeat(20));
    }

    String password() {
        return one(
                "secret",
                "",
                "two words",
                "per%cent",
                "qu\"ote",
                "b\\s",
                "\u00fc\u00df",
                "x".repeat(60),
                "{3}",
                "a:b",
                "n\0l");
    }

    String lineEnd() {
        return percent(88) ? "\r\n" : one("\n", "\n", "\r", " \r\n", "\r\r\n", "\0\r\n");
    }
}
