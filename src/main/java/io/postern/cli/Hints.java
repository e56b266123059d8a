package io.postern.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.postern.directive.Context;
import io.postern.directive.Finding;
import io.postern.directive.Row;
import io.postern.directive.Type;
import io.postern.directive.Types;
import io.postern.directive.Vocabulary;
import io.postern.lang.Node;
import io.postern.lang.Word;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One sentence of help for a finding: where a directive may stand, what may have been meant, whose it is. */
final class Hints {
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";
    private static final String NO_BREAK_SPACE = "\u00c2\u00a0";

    private static final int MOST_NAMES = 1000;

    private final Vocabulary vocabulary;
    private final Map<String, String> near = new HashMap<>();
    private @Nullable Map<String, String> foreign;

    Hints(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** The sentence; null where there is none. */
    @Nullable
    String of(Finding finding) {
        Node node = finding.node();
        Code code = Code.of(finding);
        if (code == Code.SYNTAX) {
            return syntax(finding, node);
        }
        if (node == null) {
            return missing(finding.text());
        }
        Word before = unfinished(node);
        if (before != null && code != Code.UNKNOWN && code != Code.NOT_HERE && finding.fatal()) {
            return "is a \";\" missing at the end of line " + before.line() + "?";
        }
        List<Row<?>> rows = meant(node, code != Code.ARGUMENTS);
        return switch (code) {
            case UNKNOWN -> unknown(node.name());
            case NOT_HERE -> "\"" + node.name() + "\" is allowed in " + places(vocabulary.named(node.name()));
            case ARGUMENTS ->
                rows.isEmpty()
                        ? null
                        : "\"" + node.name() + "\" takes " + rows.get(0).arity().words();
            case VALUE -> rows.isEmpty() ? null : value(finding, node, rows.get(0));
            case DUPLICATE -> duplicate(finding, node);
            case UNTERMINATED ->
                node.opens()
                        ? "\"" + node.name() + "\" opens no block: put a \";\" where the \"{\" is"
                        : "\"" + node.name() + "\" opens a block: write \"" + node.name() + " { ... }\"";
            case SYSTEM, MISSING, SYNTAX, OTHER -> null;
        };
    }

    /**
     * The rows of this name, first those that a statement of this form can be.
     *
     * @param counted whether it has as many arguments as it may have
     */
    private List<Row<?>> meant(Node node, boolean counted) {
        int count = node.words().size() - 1;
        return vocabulary.named(node.name()).stream()
                .sorted(Comparator.<Row<?>, Boolean>comparing(row -> row.opensBlock() != node.opens())
                        .thenComparing(row -> row.arity().allows(count) != counted))
                .toList();
    }

    /** What to write where something is missing. */
    private static @Nullable String missing(String text) {
        if (text.startsWith("unknown mail protocol ")) {
            return "no well-known port tells it: write \"protocol imap\", or pop3, or smtp";
        }
        if (text.startsWith("no \"events\" section ")) {
            return "write \"events { }\" at the top of the file";
        }
        int end = text.startsWith("no \"") ? text.indexOf("\" is defined for ") : -1;
        return end < 0
                ? null
                : switch (text.substring(4, end)) {
                    case "listen" -> "write \"listen ADDRESS:PORT\"";
                    case "auth_http" -> "write \"auth_http HOST:PORT/PATH\", here or in the block around";
                    case "ssl_certificate" ->
                        "write ssl_certificate and ssl_certificate_key, here or in the block around";
                    case "ssl_certificate_key" ->
                        "each ssl_certificate takes an ssl_certificate_key, in the same order";
                    default -> null;
                };
    }

    /** The last word of a line behind which a ";" seems to be missing: the next line begins with a directive's name. */
    @Nullable
    Word unfinished(Node node) {
        List<Word> words = node.words();
        for (int i = 1; i < words.size(); i++) {
            Word before = words.get(i - 1);
            if (words.get(i).line() > before.line()
                    && !vocabulary.named(words.get(i).text()).isEmpty()) {
                return before;
            }
        }
        return null;
    }

    private static @Nullable String syntax(Finding finding, @Nullable Node block) {
        String text = finding.text();
        if (text.equals("unexpected \"}\"")) {
            return block == null
                    ? "there is one \"}\" too many"
                    : "a \";\" is missing before it, or a block is closed twice";
        }
        if (text.endsWith("expecting \"}\"") && block != null) {
            return "\"" + block.name() + "\", opened in line " + block.start().line() + ", is not closed";
        }
        if (text.startsWith("unexpected end of file")) {
            return "a \";\" or a closing quote is missing";
        }
        return text.startsWith("too long parameter") ? "a closing quote is missing, perhaps many lines above" : null;
    }

    private @Nullable String unknown(String name) {
        if (name.startsWith(BYTE_ORDER_MARK)) {
            return "the file begins with a byte order mark: save it as UTF-8 without one";
        }
        if (name.contains(NO_BREAK_SPACE)) {
            return "there is a no-break space in it: replace it by a common one";
        }
        String known = known(name);
        if (known != null) {
            return known;
        }
        String best = nearest(name);
        return best == null
                ? null
                : "did you mean \"" + best + "\"? It is allowed in " + places(vocabulary.named(best));
    }

    /** The known name that was meant; null where none is near. Only the first so many unknown names are looked up: that is slow. */
    private @Nullable String nearest(String name) {
        String best = near.get(name);
        if (best == null && near.size() < MOST_NAMES) {
            String found = Spelling.nearest(name, vocabulary.names());
            best = found == null ? "" : found;
            near.put(name, best);
        }
        return best == null || best.isEmpty() ? null : best;
    }

    private String value(Finding finding, Node node, Row<?> row) {
        String wrong = "";
        for (Word word : node.words().subList(1, node.words().size())) {
            if (finding.text().contains("\"" + word.text() + "\"")) {
                wrong = word.text();
            }
        }
        if (finding.text().startsWith("invalid port")) {
            return "a port is a number from 1 to 65535, a range of them FIRST-LAST";
        }
        String known = known(node.name() + " " + wrong);
        if (known != null) {
            return known;
        }
        TreeSet<String> words = new TreeSet<>(row.type().words());
        if (!words.isEmpty()) {
            String best = Spelling.nearest(wrong, words);
            return (best == null ? "" : "did you mean \"" + best + "\"? ") + "\"" + row.name() + "\" takes "
                    + String.join(", ", words);
        }
        String kind = kind(row.type());
        return "\"" + row.name() + "\" takes " + (kind.isEmpty() ? row.arity().words() : kind)
                + (row.doc().isEmpty() ? "" : ": " + row.doc());
    }

    private static String kind(Type<?> type) {
        if (type == Types.FLAG) {
            return "on or off";
        }
        if (type == Types.MSEC) {
            return "a time such as 500ms, 30s, 5m or 1h";
        }
        if (type == Types.SEC) {
            return "a time in whole seconds such as 30s, 5m or 1d";
        }
        if (type == Types.SIZE) {
            return "a size such as 4096, 8k or 1m";
        }
        return type == Types.NUMBER ? "a whole number" : "";
    }

    private static String duplicate(Finding finding, Node node) {
        if (finding.text().startsWith("duplicate value ")) {
            return "write it once";
        }
        return node.name().equals("listen")
                ? "an address has one mail server: mail knows no server names, put them all into one certificate"
                : "remove one of the two; a block takes \"" + node.name() + "\" once";
    }

    private static String places(List<Row<?>> rows) {
        TreeSet<Context> contexts =
                rows.stream().flatMap(r -> r.contexts().stream()).collect(Collectors.toCollection(TreeSet::new));
        return contexts.stream().map(Context::words).collect(Collectors.joining(", "));
    }

    /** What is known of a directive, or of a directive's argument, of other programs and other times. */
    private @Nullable String known(String name) {
        Map<String, String> all = foreign;
        if (all == null) {
            all = read();
            foreign = all;
        }
        String exact = all.get(name);
        return exact == null && name.endsWith("_by_lua_block") ? all.get("*_by_lua_block") : exact;
    }

    private static Map<String, String> read() {
        Map<String, String> all = new HashMap<>();
        try (InputStream in = Objects.requireNonNull(Hints.class.getResourceAsStream("foreign.tsv"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int tab = line.indexOf('\t');
                if (tab > 0 && !line.startsWith("#")) {
                    all.put(line.substring(0, tab), line.substring(tab + 1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }
}
