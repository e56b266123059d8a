package io.postern.http.compile;

import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Directive;
import io.postern.http.model.Condition;
import io.postern.http.model.Location;
import io.postern.http.model.Op;
import io.postern.http.text.Symbol;
import io.postern.http.text.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Reads the rewrite directives of a block, in order, ifs inside (ngx_http_rewrite_module). */
final class Scripts {
    private final Reading reading;
    private final BiFunction<Directive, Block, @Nullable Location> ifSettings;

    /** @param ifSettings makes a location of an if block; null at server level */
    Scripts(Reading reading, BiFunction<Directive, Block, @Nullable Location> ifSettings) {
        this.reading = reading;
        this.ifSettings = ifSettings;
    }

    List<Op> read(Block block) {
        List<Op> ops = new ArrayList<>();
        for (Directive d : block.directives()) {
            Op op = op(d);
            if (op != null) {
                ops.add(op);
            }
        }
        return List.copyOf(ops);
    }

    private @Nullable Op op(Directive d) {
        List<String> args = d.arguments();
        return switch (d.name()) {
            case "set" -> new Op.Set(reading.settable(d, args.get(0)), reading.template(d, args.get(1)));
            case "break" -> new Op.Break();
            case "return" -> answer(d, args);
            case "rewrite" -> rewrite(d, args);
            case "if" -> test(d);
            default -> null;
        };
    }

    private @Nullable Op test(Directive d) {
        Block inner = d.block();
        if (inner == null) {
            return null;
        }
        Condition condition = new Conditions(reading, d).read();
        return new Op.If(condition, read(inner), ifSettings.apply(d, inner));
    }

    private Op answer(Directive d, List<String> args) {
        String code = args.get(0);
        if (!code.matches("\\d+")) {
            boolean url = code.startsWith("http://") || code.startsWith("https://") || code.startsWith("$scheme");
            if (args.size() > 1 || !url) {
                throw Complaint.at(d.origin(), "invalid return code \"" + code + "\"");
            }
            return new Op.Return(302, reading.template(d, code));
        }
        if (code.length() > 9 || Integer.parseInt(code) > 999) {
            throw Complaint.at(d.origin(), "invalid return code \"" + code + "\"");
        }
        Template text = args.size() == 1 ? null : reading.template(d, args.get(1));
        return new Op.Return(Integer.parseInt(code), text);
    }

    private Op rewrite(Directive d, List<String> args) {
        String to = args.get(1);
        if (to.isEmpty()) {
            throw Complaint.at(d.origin(), "empty replacement");
        }
        var regex = reading.regex(d, args.get(0), false);
        boolean keepArgs = !to.endsWith("?");
        to = keepArgs ? to : to.substring(0, to.length() - 1);
        boolean url = to.startsWith("http://") || to.startsWith("https://") || to.startsWith("$scheme");
        int status = url ? 302 : 0;
        Op.Flag flag = url ? Op.Flag.REDIRECT : Op.Flag.NONE;
        if (args.size() == 3) {
            switch (args.get(2)) {
                case "last" -> flag = url ? flag : Op.Flag.LAST;
                case "break" -> flag = url ? flag : Op.Flag.BREAK;
                case "redirect" -> status = 302;
                case "permanent" -> status = 301;
                default -> throw Complaint.at(d.origin(), "invalid parameter \"" + args.get(2) + "\"");
            }
        }
        if (status != 0) {
            return new Op.Rewrite(regex, reading.template(d, to), null, keepArgs, status, Op.Flag.REDIRECT);
        }
        int question = question(to);
        Template path = reading.template(d, question < 0 ? to : to.substring(0, question));
        Template query = question < 0 ? null : reading.template(d, to.substring(question + 1));
        return new Op.Rewrite(regex, path, query, keepArgs, 0, flag);
    }

    /** The first question mark, which ends the path; variable names cannot hold one. */
    private static int question(String text) {
        return text.indexOf('?');
    }

    static Symbol symbol(Reading reading, String word) {
        return reading.symbols().of(word.substring(1));
    }
}
