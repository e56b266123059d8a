package io.postern.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/** Makes configuration files at random: statements of any directive, most where they may stand, some spoilt. */
final class StatementDice {
    private static final Path SAMPLES = Path.of("testdata/conf/statements.txt");
    private static final String[] WORDS = {
        "on",
        "off",
        "ON",
        "0",
        "1",
        "-1",
        "10",
        "4k",
        "1m",
        "1g",
        "64",
        "5s",
        "10ms",
        "1d",
        "1y",
        "1M",
        "99999999999999999999",
        "a",
        "A=b",
        "=",
        "$host",
        "${host}x",
        "$nosuch",
        "${",
        "$",
        "\"\"",
        "\"a b\"",
        "'a",
        "a:b",
        "~a",
        "~(",
        "*",
        "default",
        "all",
        "none",
        "/tmp/none/x",
        "html/x",
        "unix:/tmp/none.sock",
        "127.0.0.1",
        "127.0.0.1:80",
        "[::1]:80",
        "10.0.0.0/8",
        "http://127.0.0.1/",
        "zone=z:1m",
        "shared:z:1m",
        "text/html",
        "error",
        "timeout",
        "nosuch"
    };

    /** Modules of other systems, and the one that usual builds do not have. */
    private static final Set<String> NOT_HERE = Set.of(
            "ngx_devpoll_module",
            "ngx_eventport_module",
            "ngx_google_perftools_module",
            "ngx_http_perl_module",
            "ngx_iocp_module",
            "ngx_kqueue_module");

    /** Blocks that stand in every file, and what depends on files of modules. */
    private static final Set<String> NOT_COMPARED = Set.of("events", "http", "load_module", "mail", "stream");

    /** One directive of nginx's table. */
    private record Told(String module, String name, List<String> contexts, String arity, boolean block, String type) {}

    private final Random random;
    private final List<Told> table = new ArrayList<>();
    private final Map<String, List<Told>> byModule = new HashMap<>();
    private final Map<String, List<String>> samples = new HashMap<>();

    StatementDice(long seed) throws IOException {
        random = new Random(seed);
        try (InputStream in = Objects.requireNonNull(
                StatementDice.class.getResourceAsStream("/io/postern/directive/directives.tsv"))) {
            new String(in.readAllBytes(), ISO_8859_1).lines().skip(1).forEach(this::told);
        }
        for (String line : Files.readAllLines(SAMPLES)) {
            if (!line.startsWith("#")) {
                samples.computeIfAbsent(line.split("[ ;]", 2)[0], n -> new ArrayList<>())
                        .add(line);
            }
        }
    }

    private void told(String line) {
        String[] columns = line.split("\t", -1);
        List<String> contexts =
                columns[2].equals("any") ? List.of("http", "mail", "stream") : List.of(columns[2].split(","));
        if (NOT_HERE.contains(columns[0]) || NOT_COMPARED.contains(columns[1])) {
            return;
        }
        Told told = new Told(columns[0], columns[1], contexts, columns[3], columns[4].equals("block"), columns[5]);
        table.add(told);
        byModule.computeIfAbsent(told.module, m -> new ArrayList<>()).add(told);
    }

    /** A file about one directive of the table: that, and often others of its module or of none. */
    String file() {
        Skeleton skeleton = new Skeleton();
        Told first = pick(table);
        put(first, skeleton);
        int others = random.nextInt(4);
        for (int i = 0; i < others; i++) {
            Told other = chance(60)
                    ? pick(Objects.requireNonNull(byModule.get(first.module)))
                    : chance(20) ? first : pick(table);
            put(other, skeleton);
        }
        return skeleton.text();
    }

    private void put(Told told, Skeleton skeleton) {
        String context = chance(3) ? pick(pick(table).contexts) : pick(told.contexts);
        String statement = statement(told);
        skeleton.add(context, chance(30) ? spoilt(statement) : statement);
        if (chance(4)) {
            skeleton.add(context, statement);
        }
    }

    private String statement(Told told) {
        List<String> known = samples.get(told.name);
        if (known != null && (told.type.equals("custom") || told.block || chance(70))) {
            return pick(known);
        }
        StringBuilder text = new StringBuilder(told.name);
        int count = arguments(told.arity);
        for (int i = 0; i < count; i++) {
            text.append(' ').append(value(told));
        }
        return text.append(told.block ? " { }" : ";").toString();
    }

    private int arguments(String arity) {
        if (arity.equals("flag")) {
            return 1;
        }
        int least = arity.charAt(0) - '0';
        int most = arity.endsWith("+") ? least + 2 : arity.charAt(arity.length() - 1) - '0';
        return least + random.nextInt(most - least + 1);
    }

    private String value(Told told) {
        int colon = told.type.indexOf(':');
        String kind = colon < 0 ? told.type : told.type.substring(0, colon);
        if (chance(15)) {
            return pick(WORDS);
        }
        return switch (kind) {
            case "flag" -> pick("on", "off", "On", "yes");
            case "size", "offset" -> pick("1k", "64k", "1m", "0", "8", "4096", "1g", "1x");
            case "number" -> pick("0", "1", "5", "100", "65536", "-1", "1k");
            case "msec" -> pick("1s", "500ms", "1m", "0", "1d", "1y", "1M", "1.5");
            case "sec" -> pick("1s", "5", "1m", "1y", "1h30m", "1ms");
            case "enum", "bitmask" ->
                colon < 0 ? pick(WORDS) : pick(told.type.substring(colon + 1).split("\\|"));
            case "buffers" -> pick("4", "8k", "1m", "0", "x");
            case "path" -> pick("tmp/x", "1", "2", "3", "0");
            case "access" -> pick("user:rw", "group:r", "all:rw", "all:x", "user");
            case "types" -> pick("text/css", "text/html", "*", "a");
            case "complex", "complex-size", "predicate" ->
                pick("$host", "$nosuch", "a", "10k", "${uri}", "$http_a$arg_b", "");
            default -> pick(WORDS);
        };
    }

    private String spoilt(String statement) {
        List<String> words = new ArrayList<>(List.of(statement.split(" ", -1)));
        int at = random.nextInt(words.size());
        switch (random.nextInt(7)) {
            case 0 -> words.add(at, pick(WORDS));
            case 1 -> words.remove(at);
            case 2 -> words.set(at, pick(WORDS) + (at == words.size() - 1 ? ";" : ""));
            case 3 -> words.add(at, words.get(at));
            case 4 -> words.set(at, mutated(words.get(at)));
            case 5 -> words.set(at, mutated(mutated(words.get(at))));
            default -> {
                String last = words.get(words.size() - 1);
                words.set(words.size() - 1, last.endsWith(";") ? last.replace(";", " " + pick(WORDS) + ";") : last);
            }
        }
        return String.join(" ", words);
    }

    private String mutated(String word) {
        if (word.isEmpty()) {
            return pick(WORDS);
        }
        int at = random.nextInt(word.length());
        String mark = pick(
                "", ":", "=", "0", "9", "k", "m", "s", "/", ".", "$", "-", "x", "\"", "{", "(", "*", "~", "[", "%",
                ",");
        return word.substring(0, at) + mark + word.substring(at + random.nextInt(2));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private String pick(String... all) {
        return all[random.nextInt(all.length)];
    }

    /** A file with a place for each context; blocks appear when something stands in them. */
    private static final class Skeleton {
        private final Map<String, StringBuilder> places = new HashMap<>();

        void add(String context, String statement) {
            places.computeIfAbsent(context, c -> new StringBuilder())
                    .append(statement)
                    .append('\n');
        }

        String text() {
            String rewriting = block("location-if", "if ($host) {\n") + block("limit_except", "limit_except GET {\n");
            String location = in("location") + rewriting;
            String server = in("server")
                    + block("server-if", "if ($host) {\n")
                    + (location.isEmpty() ? "" : "location /x {\n" + location + "}\n");
            String http = in("http")
                    + block("upstream", "upstream backend {\nserver 127.0.0.1:8081;\n")
                    + (server.isEmpty() ? "" : "server {\n" + server + "}\n");
            String streamServer = in("stream-server");
            String stream = in("stream")
                    + block("stream-upstream", "upstream backend {\nserver 127.0.0.1:8081;\n")
                    + (streamServer.isEmpty() ? "" : "server {\nlisten 127.0.0.1:11090;\n" + streamServer + "}\n");
            String mailServer = in("mail-server");
            String mail = in("mail")
                    + (mailServer.isEmpty()
                            ? ""
                            : "server {\nauth_http 127.0.0.1/a;\nprotocol imap;\n" + mailServer + "}\n");
            return in("main") + "events {\n" + in("events") + "}\n" + around("http", http) + around("stream", stream)
                    + around("mail", mail);
        }

        private String in(String context) {
            return places.getOrDefault(context, new StringBuilder()).toString();
        }

        private String block(String context, String head) {
            String text = in(context);
            return text.isEmpty() ? "" : head + text + "}\n";
        }

        private static String around(String name, String text) {
            return text.isEmpty() ? "" : name + " {\n" + text + "}\n";
        }
    }
}
