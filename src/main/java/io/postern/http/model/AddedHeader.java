package io.postern.http.model;

import io.postern.http.text.Template;

/** {@code add_header name value [always];} */
public record AddedHeader(String name, Template value, boolean always) {}
