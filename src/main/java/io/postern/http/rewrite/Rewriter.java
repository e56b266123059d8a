package io.postern.http.rewrite;

import io.postern.directive.Errno;
import io.postern.http.model.Condition;
import io.postern.http.model.Op;
import io.postern.http.text.Captures;
import io.postern.http.text.Escapes;
import io.postern.http.text.Regex;
import io.postern.http.text.Template;
import io.postern.lang.FileName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs the rewrite directives of one level, once, in order (ngx_http_rewrite_handler and the codes of ngx_http_script). */
public final class Rewriter {
    private final Subject subject;
    private final boolean log;
    private boolean again;
    /** Captures are escaped until a first rewrite has run, and in redirects (nginx's e->quote). */
    private boolean quote = true;

    private Rewriter(Subject subject, boolean log) {
        this.subject = subject;
        this.log = log;
    }

    /**
     * Runs them.
     *
     * @param log whether rewrite_log is on
     */
    public static Outcome run(List<Op> ops, Subject subject, boolean log) {
        Rewriter r = new Rewriter(subject, log);
        try {
            Outcome end = r.run(ops);
            return end == null ? new Outcome.GoOn(r.again) : end;
        } catch (Regex.Failed e) {
            subject.alert(String.valueOf(e.getMessage()));
            return new Outcome.Special(500);
        }
    }

    /** Null when the directives ran to their end. */
    private @Nullable Outcome run(List<Op> ops) throws Regex.Failed {
        for (Op op : ops) {
            Outcome end = step(op);
            if (end != null) {
                return end;
            }
        }
        return null;
    }

    private @Nullable Outcome step(Op op) throws Regex.Failed {
        if (op instanceof Op.Set set) {
            subject.set(set.symbol(), eval(set.value(), quote));
            return null;
        }
        if (op instanceof Op.If test) {
            if (!holds(test.condition())) {
                return null;
            }
            if (test.settings() != null) {
                subject.enter(test.settings());
            }
            return run(test.then());
        }
        if (op instanceof Op.Rewrite rewrite) {
            return rewrite(rewrite);
        }
        if (op instanceof Op.Return answer) {
            Template text = answer.text();
            if (answer.status() < 400 || (text != null && !text.source().isEmpty())) {
                return new Outcome.Answer(answer.status(), text == null ? Template.text("") : text);
            }
            return new Outcome.Special(answer.status());
        }
        if (again) {
            subject.strayed();
        }
        again = false;
        return Outcome.STAY;
    }

    private boolean holds(Condition condition) throws Regex.Failed {
        if (condition instanceof Condition.True test) {
            String v = subject.value(test.symbol());
            return v != null && !v.isEmpty() && !v.equals("0");
        }
        if (condition instanceof Condition.Equal test) {
            String v = subject.value(test.symbol());
            return (v == null ? "" : v).equals(eval(test.value(), quote)) != test.negated();
        }
        if (condition instanceof Condition.Match test) {
            String v = subject.value(test.symbol());
            return match(test.regex(), v == null ? "" : v) != test.negated();
        }
        Condition.File test = (Condition.File) condition;
        return file(test.test(), eval(test.path(), quote)) != test.negated();
    }

    private boolean file(char test, String name) {
        if (name.isEmpty()) {
            return false;
        }
        PosixFileAttributes found;
        try {
            found = Files.readAttributes(FileName.path(name), PosixFileAttributes.class);
        } catch (IOException e) {
            int errno = Errno.of(e);
            if (errno != Errno.ENOENT && errno != Errno.ENOTDIR && errno != Errno.ENAMETOOLONG) {
                subject.critical(errno, "stat() \"" + name + "\" failed");
            }
            return false;
        }
        return switch (test) {
            case 'f' -> found.isRegularFile();
            case 'd' -> found.isDirectory();
            case 'x' -> found.permissions().contains(PosixFilePermission.OWNER_EXECUTE);
            default -> found.isRegularFile() || found.isDirectory();
        };
    }

    private boolean match(Regex regex, String text) throws Regex.Failed {
        Captures found = regex.find(text);
        subject.captured(found, regex);
        if (log) {
            subject.notice("\"" + regex.source() + "\" " + (found == null ? "does not match" : "matches") + " \"" + text
                    + "\"");
        }
        return found != null;
    }

    private @Nullable Outcome rewrite(Op.Rewrite op) throws Regex.Failed {
        if (!match(op.regex(), subject.uri())) {
            return null;
        }
        subject.rewritten();
        again = op.flag() != Op.Flag.BREAK;
        if (!again) {
            subject.strayed();
        }
        if (op.status() != 0) {
            redirect(op);
            return new Outcome.Special(op.status());
        }
        String path = eval(op.path(), false);
        String args = op.args() == null ? null : eval(op.args(), true);
        quote = false;
        String own = subject.args();
        if (args != null) {
            subject.args(op.keepArgs() && !own.isEmpty() ? args + '&' + own : args);
        } else if (!op.keepArgs()) {
            subject.args("");
        }
        if (log) {
            subject.notice("rewritten data: \"" + path + "\", args: \"" + subject.args() + "\"");
        }
        subject.uri(path);
        if (path.isEmpty()) {
            subject.error("the rewritten URI has a zero length");
            return new Outcome.Special(500);
        }
        return op.flag() == Op.Flag.NONE ? null : new Outcome.GoOn(again);
    }

    private void redirect(Op.Rewrite op) throws Regex.Failed {
        String to = Escapes.redirect(eval(op.path(), true));
        if (op.keepArgs() && !subject.args().isEmpty()) {
            boolean has = op.path().parts().stream()
                    .anyMatch(p -> p instanceof Template.Part.Text t && t.text().indexOf('?') >= 0);
            to += (has ? "&" : "?") + subject.args();
        }
        if (log) {
            subject.notice("rewritten redirect: \"" + to + "\"");
        }
        subject.location(to);
    }

    private String eval(Template template, boolean quoted) throws Regex.Failed {
        boolean escapes = quoted && subject.escaped();
        return template.eval(part -> {
            String piece = Template.piece(part, subject);
            return piece != null && escapes && part instanceof Template.Part.Capture ? Escapes.args(piece) : piece;
        });
    }
}
