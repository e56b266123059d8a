package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Complaint;
import io.postern.directive.Units;
import org.jspecify.annotations.Nullable;

/** rewrite, return, if, set (ngx_http_rewrite_module). */
final class Rewrites {
    private static final int HIGHEST_CODE = 999;

    private Rewrites() {}

    static @Nullable Setter of(String name) {
        return switch (name) {
            case "rewrite" -> Rewrites::rewrite;
            case "return" -> Rewrites::answer;
            case "if" -> Rewrites::condition;
            case "set" -> Rewrites::set;
            default -> null;
        };
    }

    private static void rewrite(Args args) {
        String replacement = args.get(2);
        if (replacement.isEmpty()) {
            throw Complaint.here("empty replacement");
        }
        Regexes.compile(args, args.get(1));
        if (args.count() == 3) {
            switch (args.printed(3)) {
                case "last", "break", "redirect", "permanent" -> {}
                default -> throw Complaint.here("invalid parameter \"" + args.get(3) + '"');
            }
        }
        Script.compile(
                args, replacement.endsWith("?") ? replacement.substring(0, replacement.length() - 1) : replacement);
    }

    private static void answer(Args args) {
        long code = Units.number(args.get(1));
        if (code < 0) {
            String text = args.get(1);
            boolean url = text.startsWith("http://") || text.startsWith("https://") || text.startsWith("$scheme");
            if (args.count() != 1 || !url) {
                throw Complaint.here("invalid return code \"" + text + '"');
            }
            Script.compile(args, text);
            return;
        }
        if (code > HIGHEST_CODE) {
            throw Complaint.here("invalid return code \"" + args.get(1) + '"');
        }
        if (args.count() == 2) {
            Script.compile(args, args.get(2));
        }
    }

    private static void set(Args args) {
        String name = Script.name(args.get(1));
        Variables variables = Realm.of(args).variables();
        variables.define(name);
        variables.use(name);
        Script.compile(args, args.get(2));
    }

    /** ngx_http_rewrite_if: the brackets belong to the words beside them. */
    private static void condition(Args args) {
        Locations.unnamed(args);
        String[] words = new String[args.count() + 1];
        for (int i = 1; i < words.length; i++) {
            words[i] = args.get(i);
        }
        int last = args.count();
        if (!words[1].startsWith("(")) {
            throw invalid(words[1]);
        }
        int at = 1;
        if (words[1].length() == 1) {
            at = 2;
        } else {
            words[1] = words[1].substring(1);
        }
        if (!words[last].endsWith(")")) {
            throw invalid(words[last]);
        }
        if (words[last].length() == 1) {
            last--;
        } else {
            words[last] = words[last].substring(0, words[last].length() - 1);
        }
        // "( )" leaves nothing: nginx then looks at the bracket itself
        String first = at < words.length ? words[at] : "";
        if (first.length() > 1 && first.startsWith("$")) {
            comparison(args, words, at, last);
        } else if ((first.length() == 2 && first.startsWith("-")) || (first.length() == 3 && first.startsWith("!-"))) {
            file(args, words, at, last);
        } else {
            throw invalid(first);
        }
    }

    private static void comparison(Args args, String[] words, int at, int last) {
        if (at != last && at + 2 != last) {
            throw invalid(words[at]);
        }
        Realm.of(args).variables().use(words[at].substring(1));
        if (at == last) {
            return;
        }
        switch (words[at + 1]) {
            case "=", "!=" -> Script.compile(args, words[last]);
            case "~", "~*", "!~", "!~*" -> Regexes.compile(args, words[last]);
            default -> throw Complaint.here("unexpected \"" + words[at + 1] + "\" in condition");
        }
    }

    private static void file(Args args, String[] words, int at, int last) {
        if (at + 1 != last) {
            throw invalid(words[at]);
        }
        Script.compile(args, words[last]);
        switch (words[at]) {
            case "-f", "-d", "-e", "-x", "!-f", "!-d", "!-e", "!-x" -> {}
            default -> throw invalid(words[at]);
        }
    }

    private static Complaint invalid(String word) {
        return Complaint.here("invalid condition \"" + word + '"');
    }

    /** ngx_stream_set. */
    static void streamSet(Args args) {
        set(args);
    }

    /** ngx_http_core_error_page. */
    static void errorPage(Args args) {
        int last = args.count();
        String before = args.get(last - 1);
        int codes = last - 1;
        if (before.startsWith("=")) {
            if (last - 1 == 1 || (before.length() > 1 && Units.number(before.substring(1)) < 0)) {
                throw Complaint.here("invalid value \"" + before + '"');
            }
            codes = last - 2;
        }
        Script.compile(args, args.get(last));
        for (int i = 1; i <= codes; i++) {
            long code = Units.number(args.get(i));
            if (code < 0 || code == 499) {
                throw Complaint.here("invalid value \"" + args.get(i) + '"');
            }
            if (code < 300 || code > 599) {
                throw Complaint.here("value \"" + args.get(i) + "\" must be between 300 and 599");
            }
        }
    }

    /** ngx_http_try_files. */
    static void tryFiles(Args args) {
        Setter.refuseSecond(args);
        for (int i = 1; i <= args.count(); i++) {
            String word = args.get(i);
            String path = word.endsWith("/") && i < args.count() ? word.substring(0, word.length() - 1) : word;
            Script.compile(args, path);
        }
        String last = args.get(args.count());
        if (last.startsWith("=")) {
            long code = Units.number(last.substring(1));
            if (code < 0 || code > HIGHEST_CODE) {
                // nginx leaves out the last character where it looks like a variable's
                String shown = last.indexOf('$') < 0 ? last : last.substring(0, last.length() - 1);
                throw Complaint.here("invalid code \"" + shown + '"');
            }
        }
    }
}
