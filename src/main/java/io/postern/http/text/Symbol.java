package io.postern.http.text;

/** A variable's name and its place in every request's table of values. */
public record Symbol(String name, int index) {}
