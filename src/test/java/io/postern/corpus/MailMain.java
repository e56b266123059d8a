package io.postern.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.postern.tls.TlsLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** For a person at work: whole mail configurations made at random; prints where the two programs differ. */
final class MailMain {
    private MailMain() {}

    public static void main(String[] args) throws Exception {
        Tally tally = new Tally();
        Path folder = Files.createDirectories(Path.of(args[0])).toAbsolutePath();
        Files.createDirectories(folder.resolve("logs"));
        if (!Files.exists(folder.resolve("t80"))) {
            System.out.println("made " + new TlsLab(folder).folder);
        }
        long first = Long.parseLong(args[1]);
        int rounds = Integer.parseInt(args[2]);
        int passed = 0;
        Map<String, Integer> said = new TreeMap<>();
        for (long seed = first; seed < first + rounds; seed++) {
            Map<String, String> files = new MailDice(seed, 21_100).files();
            for (Map.Entry<String, String> file : files.entrySet()) {
                Files.writeString(folder.resolve(file.getKey()), file.getValue(), ISO_8859_1);
            }
            Path main = folder.resolve(MailDice.MAIN);
            List<String> theirs = tally.theirs(folder, main);
            theirs.stream()
                    .filter(l -> !l.startsWith("nginx:"))
                    .forEach(l -> said.merge(
                            l.replaceFirst("( in \\S+:\\d+)?$", "").replaceAll("\"[^\"]*\"", "\"\""), 1, Integer::sum));
            passed += theirs.get(theirs.size() - 1).endsWith("successful") ? 1 : 0;
            StringBuilder title = new StringBuilder("seed " + seed);
            files.forEach((name, text) ->
                    title.append("\n      ").append(name).append('\n').append(text.indent(8)));
            tally.agree(title.toString(), theirs, Tally.ours(folder, main));
            for (String name : files.keySet()) {
                Files.delete(folder.resolve(name));
            }
        }
        said.forEach((words, times) -> System.out.printf("%6d %s%n", times, words));
        System.out.println(tally + ", of which nginx accepts " + passed);
    }
}
