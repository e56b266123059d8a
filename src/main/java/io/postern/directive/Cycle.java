package io.postern.directive;

import io.postern.lang.Node;
import io.postern.lang.Origin;
import io.postern.lang.Word;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One reading of a configuration (nginx's ngx_cycle_t while it parses): where files are, what was found so far. */
public final class Cycle {
    private final Launch launch;
    private final List<Finding> findings = new ArrayList<>();
    private final List<Finding> advice = new ArrayList<>();
    private final List<Finding> cautions = new ArrayList<>();
    private final Map<Class<?>, Object> memory = new HashMap<>();
    private final Map<Row<?>, Object> fallbacks = new HashMap<>();
    private int parsed = -1;
    private int opened = -1;

    public Cycle(Launch launch) {
        this.launch = launch;
    }

    public Launch launch() {
        return launch;
    }

    /** Whether files, sockets and DNS may be used (everything but --check). */
    public boolean touches() {
        return launch.touches();
    }

    /**
     * Whether what nginx has only when built --with-debug is had too (error_log memory:, debug_connection): with
     * -Dpostern.debug=true. Without, they are answered as a release build answers them.
     */
    public boolean debug() {
        return Boolean.getBoolean("postern.debug");
    }

    /** The full name of a file that is relative to the configuration file's folder (certificates, includes). */
    public String besideConf(String name) {
        return name.startsWith("/") ? name : launch.confFolder() + name;
    }

    /** The full name of a file that is relative to the prefix (logs, pid). */
    public String underPrefix(String name) {
        return name.startsWith("/") ? name : launch.prefix() + name;
    }

    /** Adds an error or a warning. */
    public void report(Finding finding) {
        findings.add(finding);
    }

    /** Adds an error thrown while a statement or block at this place was in hand; null: at none. */
    public void report(Complaint complaint, @Nullable Origin place) {
        findings.add(complaint.finding(null, place));
    }

    /**
     * Notes something that nginx would not say: told on request (--lint, --explain) and at a start, never among nginx's own lines
     * of a test.
     */
    public void advise(Finding finding) {
        advice.add(finding);
    }

    /** Notes something of the same kind that a test says too, unasked: here something will be answered otherwise than by nginx. */
    public void caution(Finding finding) {
        advice.add(finding);
        cautions.add(finding);
    }

    /** What a test says beyond nginx's lines, before its verdict. */
    public List<Finding> cautions() {
        return Collections.unmodifiableList(cautions);
    }

    /** What nginx would not say. */
    public List<Finding> advice() {
        return Collections.unmodifiableList(advice);
    }

    /** All errors and warnings so far, in nginx's order. */
    public List<Finding> findings() {
        return Collections.unmodifiableList(findings);
    }

    /** Notes that the text itself is read: what is found from now on comes after nginx's "syntax is ok". */
    public void parsed() {
        parsed = findings.size();
    }

    /** Notes that the configuration's logs are open: what is found from now on goes to them. */
    public void opened() {
        opened = findings.size();
    }

    /** Whether something was found after the configuration's logs were open; it is what was found last. */
    public boolean foundWhileOpen() {
        return opened >= 0 && opened < findings.size();
    }

    /** Whether the text was read without an error. */
    public boolean syntaxOk() {
        return parsed >= 0;
    }

    /** What was found while the text was read. */
    public List<Finding> whileReading() {
        return findings().subList(0, parsed < 0 ? findings.size() : parsed);
    }

    /** What was found after "syntax is ok". */
    public List<Finding> afterReading() {
        return findings().subList(parsed < 0 ? findings.size() : parsed, findings.size());
    }

    /** Whether something was found that nginx stops at. */
    public boolean failed() {
        for (Finding finding : findings) {
            if (finding.fatal()) {
                return true;
            }
        }
        return false;
    }

    /**
     * What this reading remembers across statements, one thing per class: for example all addresses listened on, to find
     * duplicates.
     */
    public <T> T memo(Class<T> kind, Supplier<T> fresh) {
        Object known = memory.get(kind);
        if (known == null) {
            known = fresh.get();
            memory.put(kind, known);
        }
        return kind.cast(known);
    }

    /** The row's default, parsed by its own type; null where it has none. */
    @SuppressWarnings("unchecked")
    public <T> @Nullable T fallback(Row<T> row) {
        String text = row.fallback();
        if (text == null) {
            return null;
        }
        Object known = fallbacks.get(row);
        if (known == null) {
            known = parsed(row, text);
            fallbacks.put(row, known);
        }
        return (T) known;
    }

    private Object parsed(Row<?> row, String text) {
        Origin nowhere = new Origin("", 0, 0);
        List<Word> words = new ArrayList<>();
        words.add(new Word(row.name(), 0, 0));
        for (String word : text.split(" ", -1)) {
            if (!word.isEmpty()) {
                words.add(new Word(word, 0, 0));
            }
        }
        Block block = new Block(nowhere);
        return row.type().parse(new Args(new Node(words, nowhere, false), block, this));
    }

    /** Hands something in from above before the reading starts, such as the list of protocols. */
    public <T> void give(Class<T> kind, T thing) {
        memory.put(kind, thing);
    }

    /** What was handed in or remembered; null where nothing was. */
    public <T> @Nullable T given(Class<T> kind) {
        return kind.cast(memory.get(kind));
    }
}
