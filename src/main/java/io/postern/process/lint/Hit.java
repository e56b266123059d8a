package io.postern.process.lint;

import io.postern.directive.Finding;

/** A place where a rule applies. */
public record Hit(Rule rule, Finding finding) {}
