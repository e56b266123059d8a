package io.postern.process.lint;

import io.postern.directive.Finding;
import io.postern.lang.Node;
import io.postern.lang.Origin;

/** A place where a rule applies. */
public record Hit(Rule rule, Finding finding) {
    String file() {
        return start().file();
    }

    Origin start() {
        Node node = finding.node();
        if (node == null) {
            throw new IllegalStateException("a rule is about a statement");
        }
        return node.start();
    }
}
