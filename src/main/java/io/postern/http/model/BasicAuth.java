package io.postern.http.model;

import io.postern.http.text.Template;

/** {@code auth_basic realm;} with {@code auth_basic_user_file}; a realm of {@code off} asks nothing. */
public record BasicAuth(Template realm, Template userFile) {}
