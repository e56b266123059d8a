package io.postern.directive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.postern.lang.Node;
import io.postern.lang.Origin;
import io.postern.lang.Statements;
import io.postern.lang.SyntaxProblem;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a configuration statement by statement, in the order nginx does: the first finding that is fatal is nginx's own.
 * Blocks and includes are kept on stacks of our own, so that depth costs no call stack.
 */
public final class Interpreter {
    private static final String INCLUDE = "include";

    private final Cycle cycle;
    private final Vocabulary vocabulary;
    private final ConfFiles files;
    private final Map<Context, BlockHook> hooks;
    private final Judge judge;
    private final Texts texts;
    private Frame frame;

    public Interpreter(
            Cycle cycle, Vocabulary vocabulary, ConfFiles files, Map<Context, BlockHook> hooks, Judge judge) {
        this.judge = judge;
        this.cycle = cycle;
        this.vocabulary = vocabulary;
        this.files = files;
        this.texts = new Texts(files);
        this.hooks = hooks;
        this.frame = new Frame(new Block(new Origin(cycle.launch().confFile(), 0, 0)), null);
    }

    /** Reads -g and the configuration file; what is wrong is reported to the cycle. The result is the whole tree. */
    public Block run() {
        Block root = frame.block;
        String globals = cycle.launch().globals();
        if (!globals.isEmpty()) {
            texts.push(Statements.ofGlobals(globals.getBytes(ISO_8859_1)));
            drain();
        }
        if (!cycle.failed()) {
            texts.push(List.of(cycle.launch().confFile()), null);
            drain();
        }
        return root;
    }

    private void drain() {
        while (!texts.isEmpty()) {
            try {
                Statements.Item item = texts.current().next();
                Node node = item.node();
                if (node != null) {
                    statement(node);
                } else if (item.closes()) {
                    close(item.origin());
                } else {
                    texts.pop();
                }
            } catch (SyntaxProblem problem) {
                cycle.report(
                        new Finding(Severity.EMERG, problem.text(), problem.origin(), true, frame.block.opening()));
                texts.clear();
            } catch (Complaint complaint) {
                unreadable(complaint);
            }
        }
    }

    private void unreadable(Complaint complaint) {
        cycle.report(complaint, texts.includedAt());
        frame.broken = true;
        texts.pop();
    }

    private void statement(Node node) {
        Block block = frame.block;
        if (frame.skipped()) {
            if (node.opens()) {
                skip(node, block).broken = true;
            }
            return;
        }
        try {
            execute(node, block);
        } catch (Complaint complaint) {
            cycle.report(complaint.finding(node));
            frame.broken = true;
            if (node.opens() && frame.block == block) {
                skip(node, block);
            }
        }
    }

    /** Passes over what this statement opens; the result is what is broken by it. */
    private Frame skip(Node node, Block block) {
        if (LoadedModules.opensLua(node.name())) {
            texts.current().skipLua();
            return frame;
        }
        frame = new Frame(block, frame);
        frame.skip = true;
        return frame;
    }

    private void execute(Node node, Block block) {
        if (block.context() == Context.DATA) {
            data(node, block);
            return;
        }
        Row<?> row = row(node, block.context());
        if (row == null) {
            foreign(node, block);
            return;
        }
        if (row.name().equals(INCLUDE)) {
            include(node);
            return;
        }
        if (row.opensBlock()) {
            if (block.context() == Context.MAIN && !block.all(row.name()).isEmpty()) {
                throw Complaint.directive("is duplicate");
            }
            Block inner = new Block(Places.inside(row.name(), block.context()), node, block);
            row.type().parse(new Args(node, block, cycle, inner));
            block.add(new Directive(node, row, null, inner));
            frame = new Frame(inner, frame);
            return;
        }
        set(row, node, block);
    }

    /** What the statement is; null where a module that we do not know may know it. */
    private @Nullable Row<?> row(Node node, Context context) {
        String name = node.name();
        Row<?> row = vocabulary.find(name, context);
        if (row != null && !loaded().knows(row)) {
            throw Complaint.here("unknown directive \"" + Types.cString(name) + "\"");
        }
        if (row == null) {
            if (vocabulary.named(name).isEmpty() && loaded().mayKnow(context)) {
                return null;
            }
            throw vocabulary.named(name).isEmpty()
                    ? Complaint.here("unknown directive \"" + Types.cString(name) + "\"")
                    : Complaint.here("\"" + name + "\" directive is not allowed here");
        }
        if (!row.opensBlock() && node.opens()) {
            throw Complaint.here("directive \"" + name + "\" is not terminated by \";\"");
        }
        if (row.opensBlock() && !node.opens()) {
            throw Complaint.here("directive \"" + name + "\" has no opening \"{\"");
        }
        if (!row.arity().allows(node.words().size() - 1)) {
            throw Complaint.here("invalid number of arguments in \"" + name + "\" directive");
        }
        return row;
    }

    private LoadedModules loaded() {
        return cycle.memo(LoadedModules.class, LoadedModules::new);
    }

    /** Carries a statement of a module that we do not know; its block is not looked into. */
    private void foreign(Node node, Block block) {
        block.add(new Directive(node, null, null, null));
        if (node.opens()) {
            skip(node, block);
        }
    }

    private <T> void set(Row<T> row, Node node, Block block) {
        Args args = new Args(node, block, cycle);
        T before = block.value(row);
        T value = before == null ? row.type().parse(args) : row.type().again(before, args);
        block.put(row, value, node.origin());
        block.add(new Directive(node, row, value, null));
    }

    private void include(Node node) {
        String name = cycle.besideConf(node.words().get(1).text());
        texts.push(isPattern(Types.cString(name)) ? files.glob(name) : List.of(name), node.origin());
    }

    private static boolean isPattern(String name) {
        return name.indexOf('*') >= 0 || name.indexOf('?') >= 0 || name.indexOf('[') >= 0;
    }

    private void data(Node node, Block block) {
        if (node.opens()) {
            throw Complaint.here("unexpected \"{\"");
        }
        DataLine lines = block.lines();
        boolean include = lines == null
                ? node.name().equals(INCLUDE) && node.words().size() == 2
                : lines.isInclude(new Args(node, block, cycle));
        if (include) {
            include(node);
            return;
        }
        block.add(new Directive(node, null, null, null));
    }

    private void close(Origin end) {
        Frame done = frame;
        Frame outer = done.outer;
        if (outer == null) {
            throw new IllegalStateException("the reader counts braces");
        }
        if (done.broken) {
            outer.broken = true;
        } else {
            BlockHook hook = hooks.get(done.block.context());
            try {
                if (hook != null) {
                    hook.closed(done.block);
                }
                judge.closed(done.block, end);
            } catch (Complaint complaint) {
                cycle.report(complaint.finding(null, end));
                outer.broken = true;
            }
        }
        frame = outer;
    }

    /** A block that is being read; {@code skip}: its contents are not looked at, because its head was wrong. */
    private static final class Frame {
        private final Block block;
        private final @Nullable Frame outer;
        private boolean broken;
        private boolean skip;

        Frame(Block block, @Nullable Frame outer) {
            this.block = block;
            this.outer = outer;
            this.skip = outer != null && outer.skip;
        }

        boolean skipped() {
            return skip;
        }
    }
}
