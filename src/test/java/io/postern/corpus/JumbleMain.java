package io.postern.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** For a person at work: jumbles files of a folder in that folder, prints where the two programs differ and keeps those files. */
final class JumbleMain {
    private JumbleMain() {}

    public static void main(String[] args) throws Exception {
        Tally tally = new Tally();
        Path folder = Path.of(args[0]).toAbsolutePath();
        Path kept = Files.createDirectories(Path.of(args[1]));
        long seed = Long.parseLong(args[2]);
        int rounds = Integer.parseInt(args[3]);
        Jumble.parts(folder);
        Files.createDirectories(folder.resolve("logs"));
        Jumble jumble = new Jumble(seed);
        Random random = new Random(seed);
        Path file = folder.resolve("jumbled." + seed + ".conf");
        for (int round = 0; round < rounds; round++) {
            if (round > 0 && round % 500 == 0) {
                System.out.println(tally + " so far");
            }
            String base = args[4 + random.nextInt(args.length - 4)];
            String donor = args[4 + random.nextInt(args.length - 4)];
            String text = jumble.of(
                    Files.readString(Path.of(base), ISO_8859_1), Files.readString(Path.of(donor), ISO_8859_1));
            Files.writeString(file, text.replace("parts/cut.inc", "parts/cut" + seed + ".inc"), ISO_8859_1);
            Files.writeString(folder.resolve("parts/cut" + seed + ".inc"), jumble.part(), ISO_8859_1);
            Path copy = kept.resolve(seed + "." + round);
            if (!tally.agree(folder, file, copy + " of " + base)) {
                Files.writeString(copy, text, ISO_8859_1);
                Files.writeString(kept.resolve(seed + "." + round + ".inc"), jumble.part(), ISO_8859_1);
            }
        }
        System.out.println(tally);
    }
}
