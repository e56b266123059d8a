package io.postern.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** For a person at work: jumbles files of a folder in that folder, prints where the two programs differ and keeps those files. */
final class JumbleMain {
    private JumbleMain() {}

    /** The parts that a jumbled file may include. */
    static void parts(Path folder) throws Exception {
        Path parts = Files.createDirectories(folder.resolve("parts"));
        Files.writeString(parts.resolve("one.inc"), "# one\n");
        Files.writeString(parts.resolve("two.inc"), "error_log logs/two.log;\n");
        Files.writeString(parts.resolve("empty.inc"), "");
        Files.writeString(parts.resolve("broken.inc"), "error_log \"logs/x.log");
        Files.writeString(parts.resolve("open.inc"), "server {\n");
        Files.writeString(parts.resolve("close.inc"), "}\n");
        Files.writeString(parts.resolve("words.inc"), "a b;\nc d;\n");
        Files.writeString(parts.resolve("cut.inc"), "");
    }

    public static void main(String[] args) throws Exception {
        Reference nginx = Objects.requireNonNull(Reference.find(), "no nginx");
        Path folder = Path.of(args[0]).toAbsolutePath();
        Path kept = Files.createDirectories(Path.of(args[1]));
        long seed = Long.parseLong(args[2]);
        int rounds = Integer.parseInt(args[3]);
        parts(folder);
        Files.createDirectories(folder.resolve("logs"));
        Jumble jumble = new Jumble(seed);
        Random random = new Random(seed);
        Path file = folder.resolve("jumbled." + seed + ".conf");
        int same = 0;
        for (int round = 0; round < rounds; round++) {
            if (round > 0 && round % 500 == 0) {
                System.out.println(same + " of " + round + " so far");
            }
            String base = args[4 + random.nextInt(args.length - 4)];
            String donor = args[4 + random.nextInt(args.length - 4)];
            String text = jumble.of(
                    Files.readString(Path.of(base), ISO_8859_1), Files.readString(Path.of(donor), ISO_8859_1));
            Files.writeString(file, text.replace("parts/cut.inc", "parts/cut" + seed + ".inc"), ISO_8859_1);
            Files.writeString(folder.resolve("parts/cut" + seed + ".inc"), jumble.part(), ISO_8859_1);
            List<String> theirs = nginx.says(folder, file);
            List<String> ours;
            try {
                ours = Corpus.ours(folder, file.toString());
            } catch (RuntimeException | StackOverflowError e) {
                e.printStackTrace(System.out);
                ours = List.of(e.toString());
            }
            if (ours.equals(theirs)) {
                same++;
                continue;
            }
            Path copy = kept.resolve(seed + "." + round);
            Files.copy(file, copy, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Files.writeString(kept.resolve(seed + "." + round + ".inc"), jumble.part(), ISO_8859_1);
            System.out.println("== " + copy + " of " + base);
            theirs.forEach(l -> System.out.println("  nginx | " + l));
            ours.forEach(l -> System.out.println("  ours  | " + l));
        }
        System.out.println(same + " of " + rounds);
    }
}
