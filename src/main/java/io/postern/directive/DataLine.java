package io.postern.directive;

/** Takes the lines of one block that holds data: types, map, geo and their like. */
public interface DataLine {
    /** Whether the line is an include, to be read in its place; throws where the line cannot stand here. */
    boolean isInclude(Args line);
}
