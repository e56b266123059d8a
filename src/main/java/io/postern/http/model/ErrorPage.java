package io.postern.http.model;

import io.postern.http.text.Template;

/**
 * {@code error_page code … [=[code]] uri;}
 *
 * @param overwrite the code to answer with; -1 keeps the original, 0 takes the one that the page answers with
 * @param args split off a constant URI
 */
public record ErrorPage(int status, int overwrite, Template uri, String args) {}
