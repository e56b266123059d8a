package io.postern.lang;

import io.postern.lang.grammar.NginxConfParser;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ErrorNode;
import org.antlr.v4.runtime.tree.ParseTreeListener;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Collects the words of the statement that is being read. */
final class Words implements ParseTreeListener {
    private final List<Word> words = new ArrayList<>();

    /** Those since the last call. */
    List<Word> taken() {
        List<Word> taken = List.copyOf(words);
        words.clear();
        return taken;
    }

    @Override
    public void exitEveryRule(ParserRuleContext context) {
        if (context.getRuleIndex() == NginxConfParser.RULE_word) {
            words.add(Unquoted.word(context.getStart()));
        }
    }

    @Override
    public void enterEveryRule(ParserRuleContext context) {}

    @Override
    public void visitTerminal(TerminalNode node) {}

    @Override
    public void visitErrorNode(ErrorNode node) {}
}
