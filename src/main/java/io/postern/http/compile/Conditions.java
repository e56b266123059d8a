package io.postern.http.compile;

import io.postern.directive.Complaint;
import io.postern.directive.Directive;
import io.postern.http.model.Condition;
import io.postern.http.text.Symbol;
import java.util.ArrayList;
import java.util.List;

/** Reads what stands between the parentheses of an if (ngx_http_rewrite_if_condition). */
final class Conditions {
    private final Reading reading;
    private final Directive d;

    Conditions(Reading reading, Directive d) {
        this.reading = reading;
        this.d = d;
    }

    Condition read() {
        List<String> words = words();
        String first = words.get(0);
        if (first.length() > 1 && first.startsWith("$")) {
            if (words.size() != 1 && words.size() != 3) {
                throw invalid(first);
            }
            Symbol symbol = Scripts.symbol(reading, first);
            return words.size() == 1 ? new Condition.True(symbol) : compare(symbol, words.get(1), words.get(2));
        }
        boolean negated = first.startsWith("!-") && first.length() == 3;
        if ((first.length() == 2 && first.startsWith("-")) || negated) {
            if (words.size() != 2) {
                throw invalid(first);
            }
            char test = first.charAt(first.length() - 1);
            if ("fdex".indexOf(test) < 0) {
                throw invalid(first);
            }
            return new Condition.File(test, reading.template(d, words.get(1)), negated);
        }
        throw invalid(first);
    }

    private Condition compare(Symbol symbol, String operator, String value) {
        return switch (operator) {
            case "=", "!=" -> new Condition.Equal(symbol, reading.template(d, value), operator.length() == 2);
            case "~", "~*", "!~", "!~*" ->
                new Condition.Match(symbol, reading.regex(d, value, operator.endsWith("*")), operator.startsWith("!"));
            default -> throw Complaint.at(d.origin(), "unexpected \"" + operator + "\" in condition");
        };
    }

    /** The words without the parentheses, which may touch their neighbours or stand alone. */
    private List<String> words() {
        List<String> words = new ArrayList<>(d.arguments());
        String head = words.get(0);
        if (!head.startsWith("(")) {
            throw invalid(head);
        }
        if (head.length() == 1) {
            words.remove(0);
        } else {
            words.set(0, head.substring(1));
        }
        int last = words.size() - 1;
        if (last < 0 || !words.get(last).endsWith(")")) {
            throw invalid(last < 0 ? head : words.get(last));
        }
        if (words.get(last).length() == 1) {
            words.remove(last);
        } else {
            words.set(last, words.get(last).substring(0, words.get(last).length() - 1));
        }
        if (words.isEmpty()) {
            throw invalid("");
        }
        return words;
    }

    private Complaint invalid(String word) {
        return Complaint.at(d.origin(), "invalid condition \"" + word + "\"");
    }
}
