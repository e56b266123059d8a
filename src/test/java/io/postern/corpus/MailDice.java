package io.postern.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Makes whole mail configurations at random: several servers, what they inherit and what they repeat, includes, addresses that
 * collide, words of every shape; few of them wrong, so that nginx reads them to the end and merges what it read.
 */
final class MailDice {
    private static final Path STATEMENTS = Path.of("testdata/conf/mail.txt");
    static final String MAIN = "nginx.conf";

    /** What a server or mail{} has already, or may have. */
    private static final Set<String> USUAL = Set.of("auth_http", "protocol", "http", "stream");

    private final Random random;
    private final List<String> right = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private final int firstPort;
    private final Map<String, String> parts = new LinkedHashMap<>();
    private int wrongPercent;

    MailDice(long seed, int firstPort) throws IOException {
        random = new Random(seed);
        this.firstPort = firstPort;
        for (String line : Files.readAllLines(STATEMENTS)) {
            if (!line.startsWith("# ")) {
                (line.charAt(0) == '+' ? right : wrong).add(line.substring(2));
            }
        }
    }

    /** The files of one configuration by name: nginx.conf and what it includes. */
    Map<String, String> files() {
        parts.clear();
        wrongPercent = chance(50) ? 0 : chance(50) ? 2 : 6;
        StringBuilder text = new StringBuilder();
        some("g", random.nextInt(4), text, 0);
        if (!chance(2)) {
            text.append(
                    chance(80)
                            ? "events { }\n"
                            : "events {\n    worker_connections " + (chance(10) ? 8 : 512) + ";\n}\n");
        }
        text.append("mail {\n");
        mail(text);
        text.append("}\n");
        if (chance(20)) {
            some("g", 1, text, 0);
        }
        parts.put(MAIN, text.toString());
        if (chance(15)) {
            Damage damage = new Damage(random.nextLong());
            parts.replaceAll((name, part) -> chance(70) ? damage.of(part) : part);
        }
        String end = chance(90) ? "\n" : chance(80) ? "\r\n" : "\r";
        parts.replaceAll((name, part) -> part.replace("\n", end));
        if (chance(1)) {
            parts.computeIfPresent(MAIN, (name, part) -> "\u00ef\u00bb\u00bf" + part);
        }
        return parts;
    }

    private void mail(StringBuilder text) {
        if (!chance(20)) {
            statement("+", "auth_http", text);
        }
        if (chance(40)) {
            text.append("    ssl_certificate rsa.crt;\n    ssl_certificate_key rsa.key;\n");
        }
        some("m", random.nextInt(5), text, 1);
        int servers = 1 + random.nextInt(4);
        for (int i = 0; i < servers; i++) {
            StringBuilder server = new StringBuilder(chance(95) ? "    server {\n" : "    server{");
            server(server);
            server.append("    }\n");
            aside(server, text);
        }
        some("m", random.nextInt(2), text, 1);
    }

    private void server(StringBuilder text) {
        if (!chance(3)) {
            statement("+", "listen", text);
        }
        if (!chance(15)) {
            statement("+", "protocol", text);
        }
        StringBuilder more = new StringBuilder();
        some("s", random.nextInt(6), more, 2);
        aside(more, text);
    }

    /** A statement of that name. */
    private void statement(String mark, String name, StringBuilder text) {
        List<String> known = (mark.equals("+") && !chance(wrongPercent) ? right : wrong)
                .stream().filter(s -> s.startsWith(name + " ", 2)).toList();
        text.append("    ")
                .append(filled(known.get(random.nextInt(known.size())).substring(2)))
                .append('\n');
    }

    /** Statements that may stand there, now and then one that may not. */
    private void some(String place, int count, StringBuilder text, int depth) {
        Set<String> said = new HashSet<>(USUAL);
        for (int i = 0; i < count; i++) {
            List<String> pool = chance(wrongPercent) ? wrong : right;
            String line = pool.get(random.nextInt(pool.size()));
            boolean fits = line.startsWith(place) || (line.startsWith("b") && !place.equals("g"));
            boolean again = right == pool && said.contains(line.split("[ ;]", 4)[1]) && !chance(3);
            if (again || (!fits && !(pool == wrong && chance(2)))) {
                i--;
                continue;
            }
            said.add(line.split("[ ;]", 4)[1]);
            text.append("    ".repeat(depth))
                    .append(shaped(filled(line.substring(2))))
                    .append('\n');
        }
    }

    private String filled(String statement) {
        String filled = statement;
        while (filled.contains("PORT")) {
            filled = filled.replaceFirst("PORT", String.valueOf(firstPort + random.nextInt(30)));
        }
        return filled;
    }

    /** As other hands would write it. */
    private String shaped(String statement) {
        if (!chance(12)) {
            return statement;
        }
        return switch (random.nextInt(6)) {
            case 0 -> statement.replace(" ", "\n        ");
            case 1 -> statement.replace(" ", "\t\t");
            case 2 -> statement.replace(";", " ;");
            case 3 -> statement + " # as it was";
            case 4 -> quoted(statement);
            default -> "# why\n\n" + statement;
        };
    }

    /** With its second word in quotes. */
    private String quoted(String statement) {
        String mark = chance(50) ? "\"" : "'";
        return statement.replaceFirst("^(\\w+) ([^\\s;\"'{}]+)([ ;])", "$1 " + mark + "$2" + mark + "$3");
    }

    /** Puts a text there, or into a file of its own that is included there, by name or by pattern. */
    private void aside(StringBuilder part, StringBuilder text) {
        if (!chance(15)) {
            text.append(part);
            return;
        }
        String name = "part" + parts.size() + ".conf";
        parts.put(name, part.toString());
        text.append("    include ")
                .append(chance(60) ? name : name.replace(".conf", chance(50) ? "*" : "[.]conf"))
                .append(";\n");
        if (chance(10)) {
            text.append("    include ").append(name).append(";\n");
        }
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }
}
