package io.postern.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** For a person at work: damages the files named, prints where the two programs differ and keeps those files in a folder. */
final class DamageMain {
    private DamageMain() {}

    public static void main(String[] args) throws Exception {
        Tally tally = new Tally();
        Path folderOfKept = Files.createDirectories(Path.of(args[0]));
        long seed = Long.parseLong(args[1]);
        int rounds = Integer.parseInt(args[2]);
        for (int i = 3; i < args.length; i++) {
            Path base = Path.of(args[i]).toAbsolutePath();
            String text = whole(base);
            Path folder = Objects.requireNonNull(base.getParent());
            Path file = folder.resolve(".damaged.conf");
            for (int round = 0; round < rounds; round++) {
                Damage damage = new Damage(
                        seed * 1_000_003 + round * 31L + base.getFileName().hashCode());
                String damaged = damage.of(text);
                Files.writeString(file, damaged, ISO_8859_1);
                Path kept = folderOfKept.resolve(base.getFileName() + "." + seed + "." + round);
                if (!tally.agree(folder, file, kept.toString())) {
                    Files.writeString(kept, damaged, ISO_8859_1);
                }
                Files.delete(file);
            }
        }
        System.out.println(tally);
    }

    /** A file's text with that of its ".inc" in it, if it is one that only includes it. */
    private static String whole(Path base) throws Exception {
        String text = Files.readString(base, ISO_8859_1);
        Path part = Path.of(base + ".inc");
        return Files.exists(part)
                ? text.replace("include " + part.getFileName() + ";", Files.readString(part, ISO_8859_1))
                : text;
    }
}
