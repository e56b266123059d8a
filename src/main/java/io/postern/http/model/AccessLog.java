package io.postern.http.model;

import io.postern.http.text.Template;
import org.jspecify.annotations.Nullable;

/**
 * {@code access_log path [format] [if=…];}
 *
 * @param target a path (which may have variables) or {@code syslog:…}
 * @param gzip whether the file is a compressed one
 * @param condition written only when this is neither empty nor 0
 */
public record AccessLog(
        Template target,
        LogFormat format,
        boolean gzip,
        @Nullable Template condition) {}
